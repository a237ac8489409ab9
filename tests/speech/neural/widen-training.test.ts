import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import type { Utterance } from '../../../src/speech/corpus/utterance.js';
import type { ChainTargets } from '../../../src/speech/neural/chain-targets.js';
import { openFeatureCache } from '../../../src/speech/neural/feature-cache.js';
import { openBaseModel } from '../../../src/speech/neural/fine-tuning/base-model.js';
import { splitBySpeaker } from '../../../src/speech/neural/training-split.js';
import { widenTraining } from '../../../src/speech/neural/widen-training.js';
import { wav } from '../../audio/wav-bytes.js';
import { sing, TONE_LEXICON, writeToneModel } from './tone-model.js';

const folder = mkdtempSync(join(tmpdir(), 'wide-'));
const model = join(folder, 'model');
/** Frames of a phone of the tone model. */
const FRAMES = 12;
beforeAll(() => writeToneModel(model));
afterAll(() => rmSync(folder, { recursive: true }));

function sung(id: string, speaker: string, text: string, phones: readonly string[]): Utterance {
  const audio = join(folder, `${id}.wav`);
  const whole = Int16Array.from(sing(phones, createRandom(id.length)), (x) => Math.round(x * 32767));
  writeFileSync(audio, wav({}, new Uint8Array(whole.buffer)));
  return { id, audio, text, speaker };
}

describe('widenTraining', () => {
  it('adds phrases of its own utterances and clips aligned by the model', async () => {
    const own = [
      sung('a', 's1', 'SEE SUE', ['SIL', 'S', 'IY', 'SIL', 'S', 'UW', 'SIL']),
      sung('b', 's2', 'NO NO', ['SIL', 'N', 'OW', 'SIL', 'N', 'OW', 'SIL']),
    ];
    const { phones, tree, logPriors } = openBaseModel(model).targets;
    const ids = (names: readonly string[]) => Int16Array.from(names, (name) => phones.indexOf(name));
    const alignment = (names: readonly string[]) => ({
      phones: ids(names),
      ends: Int32Array.from({ length: 3 * names.length }, (_, state) => ((state + 1) * FRAMES) / 3),
    });
    const targets: ChainTargets = {
      ...{ phones, tree, logPriors },
      alignments: new Map([
        ['a', alignment(['SIL', 'S', 'IY', 'SIL', 'S', 'UW', 'SIL'])],
        ['b', alignment(['SIL', 'N', 'OW', 'SIL', 'N', 'OW', 'SIL'])],
      ]),
    };
    const others = [sung('c', 's3', 'NOON', ['SIL', 'N', 'UW', 'N', 'SIL', 'SIL'])];
    const words = `NOON ${TONE_LEXICON.NOON!.join(' ')}\n`;
    const heldOut = new Set(['s2']);
    const options = { model, own, targets, heldOut, others, words, copies: ['gentle'] as const };
    const log: string[] = [];
    const features = await widenTraining({
      ...options,
      ...{ sound: join(folder, 'sound'), folder: join(folder, 'work'), log: (line) => log.push(line) },
    });
    using cache = openFeatureCache(features);
    const plain = cache.utterances.filter(({ copy }) => copy === 0);
    const [a, b, phrase, c] = plain;
    expect([a!.id, b!.id, c!.id]).toEqual(['a', 'b', 'c']);
    // Of the one held out nothing is cut; a phrase lies in its utterance with some of the pauses around.
    expect(plain).toHaveLength(4);
    expect(phrase).toMatchObject({ speaker: 's1' });
    expect(phrase!.frames).toBeGreaterThanOrEqual(2 * FRAMES);
    expect(phrase!.frames).toBeLessThan(4 * FRAMES);
    const cutPhones = [...cache.phones(2)].map((id) => phones[id]);
    expect([
      ['S', 'IY'],
      ['S', 'UW'],
    ]).toContainEqual(cutPhones.filter((name) => name !== 'SIL'));
    expect([...cache.phones(3)].map((id) => phones[id])).toEqual(['SIL', 'N', 'UW', 'N', 'SIL']);
    expect(cache.utterances.filter(({ copy }) => copy === 1)).toHaveLength(4);
    const { train, dev } = splitBySpeaker(cache, heldOut);
    expect(dev.map((i) => cache.utterances[i]!.id)).toEqual(['b']);
    expect(train).toHaveLength(6);
  });
});
