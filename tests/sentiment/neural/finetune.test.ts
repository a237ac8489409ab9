import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { Network } from '../../../src/rnn/train/network.js';
import type { LabelledSet, NeuralCorpora } from '../../../src/sentiment/neural/corpora.js';
import { type FinetuneOptions, finetune } from '../../../src/sentiment/neural/finetune.js';
import { KEPT, labelledExamples } from '../../../src/sentiment/neural/labelled-examples.js';
import { languageModelNetwork } from '../../../src/sentiment/neural/networks.js';
import { joinTexts } from '../../../src/text/pieces/encoded-texts.js';
import { PieceVocabulary } from '../../../src/text/pieces/vocabulary.js';

const UNITS = 16;
const vocabulary = new PieceVocabulary(['not', 'good', ...Array.from({ length: 20 }, (_, i) => `w${i}`)]);
const [not, good] = [...vocabulary.idsOf('not'), ...vocabulary.idsOf('good')] as [number, number];
const random = createRandom(6);
const filler = (): number[] =>
  Array.from({ length: random.int(6) }, () => vocabulary.idsOf(`w${random.int(20)}`)[0]!);

/** `… good …` is positive, `… not good …` negative: the words before decide, not which words there are. */
function set(size: number): LabelledSet {
  const labels = Uint8Array.from({ length: size }, () => random.int(2));
  const texts = Array.from(labels, (label) =>
    label === 1 ? [not, ...filler(), good, ...filler()] : [...filler(), not, good, ...filler(), not],
  );
  return { texts: joinTexts(texts), labels };
}
const corpora: NeuralCorpora = {
  vocabulary,
  reviews: joinTexts([]),
  ...{ imdbTrain: set(600), imdbDev: set(60), phrases: set(200), sstTune: set(40) },
};
const folder = mkdtempSync(join(tmpdir(), 'finetune-'));
let kernels: Kernels;

beforeAll(async () => {
  kernels = await Kernels.load();
});

afterAll(async () => {
  await kernels.close();
  rmSync(folder, { recursive: true });
});

const run = (name: string, change: Partial<FinetuneOptions> = {}) =>
  finetune({
    ...{ kernels, corpora, epochs: 12, peakRate: 2e-2, units: UNITS, folder: join(folder, name) },
    ...{ log: (line) => lines.push(line), ...change },
  });
const lines: string[] = [];

it('learns what only the order of words tells, and keeps the best epoch', async () => {
  using network = await run('whole');
  expect(network).toBeDefined();
  const rates = lines.flatMap((line) => Number(/: ([\d.]+) % right/.exec(line)?.[1] ?? []));
  expect(Math.max(...rates)).toBeGreaterThan(90);
});

it('stopped and taken up again, ends as an unbroken run', async () => {
  using whole = await run('whole');
  const stop = new AbortController();
  const stopped = await run('parts', { signal: stop.signal, log: () => stop.abort() });
  expect(stopped).toBeUndefined();
  using network = await run('parts');
  expect(network!.snapshot()).toEqual(whole!.snapshot());
});

it('begins with the body that was pre-trained', async () => {
  using language = new Network(kernels, languageModelNetwork(vocabulary.size, UNITS), 9);
  const pretrained = language.snapshot();
  using network = await run('pretrained', { pretrained, epochs: 1, peakRate: 1e-9 });
  for (const name of ['embedding_0/embeddings', 'recurrent_1/backward_lstm/recurrent_kernel']) {
    const wanted = language.weight(name).slice();
    network!.weight(name).forEach((value, i) => {
      expect(value).toBeCloseTo(wanted[i]!, 5);
    });
  }
});

it('reads the beginning and the end of long texts', () => {
  const long = Array.from({ length: 1000 }, (_, i) => i);
  const examples = labelledExamples([{ texts: joinTexts([[7], long]), labels: Uint8Array.of(0, 1) }]);
  expect(examples.frames(0)).toEqual([1, KEPT.head + KEPT.tail]);
  const { input, target } = examples.example(1, 0);
  expect(input).toHaveLength(KEPT.head + KEPT.tail);
  expect([input[0], input.at(-1)]).toEqual([0, 999]);
  expect(target).toEqual([1]);
});
