/** What the stages kept by a training from nothing belong to. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRandom } from '../../src/random.js';
import type { Utterance } from '../../src/speech/corpus/utterance.js';
import { type SpeechTrainingOptions, trainSpeech } from '../../src/speech/train-speech.js';
import { Lexicon } from '../../src/text/lexicon/lexicon.js';
import { wav } from '../audio/wav-bytes.js';

it('goes on with kept stages only where sound and pronunciations are the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'train-'));
  const random = createRandom(1);
  /** A second of two tones. */
  const write = (i: number, change: number): void => {
    const samples = Int16Array.from({ length: 16_000 }, (_, n) =>
      Math.round(3000 * Math.sin(n * (n < change ? 0.2 : 0.8)) + 300 * random.normal()),
    );
    writeFileSync(join(folder, `${i}.wav`), wav({}, new Uint8Array(samples.buffer)));
  };
  const utterances = Array.from({ length: 8 }, (_, i): Utterance => {
    write(i, 8000);
    return { id: `${i}`, audio: join(folder, `${i}.wav`), text: 'FOOBAR', speaker: 's' };
  });
  const run = async (lexicon: string) => {
    let steps = 0;
    await trainSpeech({
      description: { name: 'x', description: 'd', data: 'd', licence: 'l', command: 'c' },
      ...{ utterances, out: join(folder, 'out'), stateFolder: join(folder, 'state') },
      lexicon: Lexicon.fromText(lexicon, 'test'),
      onProgress: () => steps++,
      gmm: {
        ...{ iterations: 2, monophoneGaussians: 8, gaussians: 8, senones: 8 },
        ...{ ldaDimensions: 0, fmllrPriorFrames: 0 },
      },
    });
    return { steps, weights: readFileSync(join(folder, 'out', 'weights.bin')) };
  };
  const first = await run('FOOBAR AA S');
  expect(first.steps).toBeGreaterThan(0);
  expect(await run('FOOBAR AA S')).toEqual({ steps: 0, weights: first.weights });
  const corrected = await run('FOOBAR S AA');
  expect(corrected.steps).toBe(first.steps);
  write(3, 2000);
  const recorded = await run('FOOBAR S AA');
  expect(recorded.steps).toBe(first.steps);
  expect(recorded.weights).not.toEqual(corrected.weights);
  rmSync(folder, { recursive: true });
});

it('says before the training what would be wrong after it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'train-'));
  writeFileSync(join(folder, '0.wav'), wav({}, new Uint8Array(32_000)));
  writeFileSync(join(folder, 'file'), '');
  const wrong = (options: Partial<SpeechTrainingOptions>) =>
    expect(
      trainSpeech({
        description: { name: 'x', description: 'd', data: 'd', licence: 'l', command: 'c' },
        utterances: [{ id: '0', audio: join(folder, '0.wav'), text: 'FOOBAR', speaker: 's' }],
        ...{ out: join(folder, 'out'), lexicon: Lexicon.fromText('FOOBAR AA S', 'test') },
        onProgress: () => expect.unreachable(),
        ...options,
      }),
    ).rejects;
  const grammar = (words: string) => ({ grammar: `#JSGF V1.0; grammar g; public <g> = ${words};` });
  await wrong({ out: join(folder, 'file') }).toMatchObject({ code: 'folder-not-writable' });
  await wrong({ out: join(folder, 'file', 'model') }).toMatchObject({ code: 'folder-not-writable' });
  await wrong(grammar('(foobar')).toMatchObject({ code: 'grammar-syntax' });
  await wrong(grammar('judge')).toMatchObject({ code: 'phone-not-in-model' });
  await wrong({ sentences: [] }).toMatchObject({ code: 'ngram-empty-corpus' });
  rmSync(folder, { recursive: true });
});
