import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Kernels } from '../../../../src/rnn/kernels/kernels.js';
import {
  comparePerplexities,
  makeRecurrentLanguage,
} from '../../../../src/speech/neural/language/make-language.js';
import { scoreText } from '../../../../src/text/ngram/perplexity.js';
import { trainNgram } from '../../../../src/text/ngram/train.js';
import { SENTENCES, SHAPE, smallText, TRAINING_MS } from './small-language.js';

const folder = mkdtempSync(join(tmpdir(), 'making-'));
afterAll(() => rmSync(folder, { recursive: true }));

it(
  'makes a language model once, that foretells better than a bigram and best together with it',
  async () => {
    smallText(folder);
    const kernels = await Kernels.load();
    const stop = new AbortController();
    const options = {
      ...{ books: join(folder, 'books.txt'), transcripts: join(folder, 'transcripts.txt') },
      ...{ kernels, shape: SHAPE, stableSlices: 1, decaySlices: 1, signal: stop.signal },
      ...{ work: join(folder, 'work'), folder: join(folder, 'model', 'second'), log: () => undefined },
    };
    stop.abort();
    expect(await makeRecurrentLanguage(options)).toBe(false);
    expect(await makeRecurrentLanguage({ ...options, signal: new AbortController().signal })).toBe(true);
    const weights = () => readFileSync(join(folder, 'model', 'second', 'weights.bin'));
    const written = weights();
    // Asked to stop before it begins, it has nothing to begin.
    expect(await makeRecurrentLanguage(options)).toBe(true);
    expect(weights()).toEqual(written);

    const sentences = SENTENCES.map((line) => line.split(' '));
    const bigram = trainNgram(sentences, { order: 2 });
    const text = [...sentences, ['SUE', 'UNHEARD', 'NO']];
    const { ngram, recurrent, mixture, share } = await comparePerplexities(
      bigram,
      join(folder, 'model'),
      'second',
      text,
    );
    expect(ngram).toBeCloseTo(scoreText(bigram, text).perplexityWithoutUnknown, 6);
    expect(mixture).toBeLessThanOrEqual(Math.min(ngram, recurrent) + 1e-9);
    expect(share).toBeGreaterThan(0);
    const known = await comparePerplexities(bigram, join(folder, 'model'), 'second', sentences);
    expect(known.recurrent).toBeLessThan(known.ngram);
  },
  TRAINING_MS,
);
