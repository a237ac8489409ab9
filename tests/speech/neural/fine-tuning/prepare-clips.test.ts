/** What goes into the features of clips that are learnt from. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRandom } from '../../../../src/random.js';
import type { Utterance } from '../../../../src/speech/corpus/utterance.js';
import { CopyReader } from '../../../../src/speech/neural/copy-reader.js';
import { openBaseModel } from '../../../../src/speech/neural/fine-tuning/base-model.js';
import { prepareClips } from '../../../../src/speech/neural/fine-tuning/prepare-clips.js';
import { wav } from '../../../audio/wav-bytes.js';
import { say, writeToneModel } from '../tone-model.js';

it('has in a babble the voices it is told of, and no others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'prepare-'));
  const from = join(folder, 'from');
  writeToneModel(from);
  const { targets } = openBaseModel(from);
  const COUNT = 24;
  const clip = (name: string, pitch: number, seed: number): Utterance => {
    const audio = join(folder, `${name}.wav`);
    const samples = Int16Array.from(say(['SEE', 'NO'], createRandom(seed), pitch), (x) =>
      Math.round(x * 32767),
    );
    writeFileSync(audio, wav({}, new Uint8Array(samples.buffer)));
    return { id: name, audio, text: 'SEE NO' };
  };
  /** Augmented features of the first half, with another voice in each of the second. */
  const features = async (run: string, pitch: number, voices: readonly number[]) => {
    const utterances = Array.from({ length: COUNT }, (_, i) =>
      clip(`${i}`, i < COUNT / 2 ? 1 : pitch, 100 + i),
    );
    const made = await prepareClips({
      ...{ from, targets, utterances, voices, quiet: 0, words: '', copies: 2, roughness: 'everyday' },
      ...{ folder: join(folder, run), log: () => {} },
    });
    using reader = new CopyReader(made, 1);
    return Array.from({ length: COUNT / 2 }, (_, i) => reader.features(i).data);
  };
  const all = [...Array(COUNT).keys()];
  const [own, others] = [all.slice(0, COUNT / 2), all.slice(COUNT / 2)];
  expect(await features('a', 1.15, own)).toEqual(await features('b', 0.9, own));
  expect(await features('c', 1.15, others)).not.toEqual(await features('d', 0.9, others));
  rmSync(folder, { recursive: true });
});
