import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { featureStatistics, normalizeUtterance } from '../../../src/audio/cmvn.js';
import { extractMfcc } from '../../../src/audio/mfcc.js';
import { createRandom } from '../../../src/random.js';
import type { Utterance } from '../../../src/speech/corpus/utterance.js';
import { evenAlignment } from '../../../src/speech/gmm/phone-alignment.js';
import {
  averageStatistics,
  cacheWithPrior,
  cepstralPrior,
} from '../../../src/speech/neural/cepstral-prior.js';
import { CopyReader } from '../../../src/speech/neural/copy-reader.js';
import { openFeatureCache } from '../../../src/speech/neural/feature-cache.js';
import { makeTargets } from '../../../src/speech/neural/make-targets.js';
import { openSoundStore, type SoundStore } from '../../../src/speech/neural/sound-store.js';
import { type Augmentation, PLAIN, writeFeatures } from '../../../src/speech/neural/write-features.js';
import { wav } from '../../audio/wav-bytes.js';

const SECONDS = [1, 1.3, 0.7];

/** Doubles the speed by leaving out every other sample, and adds a little noise. */
const HASTY: Augmentation = {
  description: 'hasty',
  async apply(samples, random) {
    const half = Float32Array.from(
      { length: samples.length >> 1 },
      (_, i) => samples[2 * i]! + 0.01 * random.normal(),
    );
    return { samples: half, speed: 2 };
  },
};

describe('feature cache', () => {
  const home = mkdtempSync(join(tmpdir(), 'utterly-features-'));
  const folder = join(home, 'features');
  const utterances: Utterance[] = [];
  let sound: SoundStore;

  beforeAll(async () => {
    SECONDS.forEach((seconds, i) => {
      const random = createRandom(i);
      const samples = Int16Array.from({ length: seconds * 16000 }, (_, n) =>
        Math.round(3000 * Math.sin(n * 0.02 * (i + 1) + n * n * 1e-6) + 100 * random.normal()),
      );
      const audio = join(home, `${i}.wav`);
      writeFileSync(audio, wav({}, new Uint8Array(samples.buffer)));
      utterances.push({ id: `u${i}`, audio, text: 'A', speaker: `s${i % 2}` });
    });
    sound = await openSoundStore(join(home, 'sound'), utterances);
    await writeFeatures({ folder, utterances, sound, copy: 0, seed: 0, augmentation: PLAIN });
    await writeFeatures({ folder, utterances, sound, copy: 1, seed: 7, augmentation: HASTY });
  });
  afterAll(() => {
    sound.close();
    rmSync(home, { recursive: true });
  });

  it('holds what the front end computes, to a 3000th of a deviation', () => {
    using reader = new CopyReader(folder, 0);
    utterances.forEach((_, i) => {
      const raw = extractMfcc(sound.samples(i), { coefficients: 40, engine: 'plain' });
      const expected = normalizeUtterance(raw, { variance: true });
      const { data, frames } = reader.features(i);
      expect(frames).toBe(expected.frames);
      const { mean, variance } = reader.statistics(i);
      let worst = 0;
      let worstRaw = 0;
      data.forEach((value, at) => {
        worst = Math.max(worst, Math.abs(value - expected.data[at]!));
        const deviation = Math.sqrt(variance[at % 40]!);
        const error = value * deviation + mean[at % 40]! - raw.data[at]!;
        worstRaw = Math.max(worstRaw, Math.abs(error) / deviation);
      });
      expect(worst).toBeLessThan(0.51 / 3000);
      expect(worstRaw).toBeLessThan(0.51 / 3000);
    });
  });

  it('gives the trainer utterances of all copies, labels by the speed, and leaves out what was not aligned', () => {
    const aligned = utterances.map((_, i) => evenAlignment([0, 1, 2, 0], 98 + 30 * (i % 2)));
    const targets = makeTargets({
      folder,
      phones: ['SIL', 'A', 'B'],
      alignments: [aligned[0], aligned[1], undefined],
      senones: 10,
      minFrames: 2,
    });
    using cache = openFeatureCache(folder);
    expect(cache.utterances.map(({ id, copy, speed, frames }) => [id, copy, speed, frames])).toEqual([
      ['u0', 0, 1, 98],
      ['u1', 0, 1, 128],
      ['u0', 1, 2, 48],
      ['u1', 1, 2, 63],
    ]);
    expect(cache.targets).toEqual(targets);
    for (let i = 0; i < 4; i++) {
      const { frames, labelFrames } = cache.utterances[i]!;
      expect(cache.features(i).length).toBe(frames * 40);
      expect(cache.labels(i).length).toBe(labelFrames);
      expect([...cache.phones(i)]).toEqual([0, 1, 2, 0]);
    }
    expect([...cache.segments(0).ends]).toEqual([8, 16, 25, 32]);
    expect([...cache.segments(2).ends]).toEqual([4, 8, 12, 16]);
    using second = openFeatureCache(folder, { copies: [1] });
    expect(second.utterances.length).toBe(2);
    expect(second.features(0)).toEqual(cache.features(2));
  });

  it('is normalised by what is known beforehand as recognition does it', () => {
    using cache = openFeatureCache(folder);
    const average = averageStatistics(cache, [0, 1]);
    const raw = (i: number) => extractMfcc(sound.samples(i), { coefficients: 40, engine: 'plain' });
    const means = [0, 1].map((i) => featureStatistics(raw(i)).mean[7]!);
    expect(average.mean[7]).toBeCloseTo((98 * means[0]! + 128 * means[1]!) / 226, 3);
    const prior = cepstralPrior(average, 50);
    const informed = cacheWithPrior(cache, prior);
    for (const i of [0, 1]) {
      const expected = normalizeUtterance(raw(i), { variance: true, prior });
      const found = informed.features(i);
      let worst = 0;
      expected.data.forEach((value, at) => {
        worst = Math.max(worst, Math.abs(value - found[at]!));
      });
      expect(worst).toBeLessThan(1e-3);
      // Loudness is the clip's own; of the rest a part of its mean is left.
      const left = featureStatistics({ data: found, frames: 98 + 30 * i, dimensions: 40 }).mean;
      expect(left[0]).toBeCloseTo(0, 3);
      expect(Math.max(...left.map(Math.abs))).toBeGreaterThan(0.01);
    }
  });

  it('repeats a copy bit for bit from its seed', async () => {
    const again = join(home, 'again');
    await writeFeatures({ folder: again, utterances, sound, copy: 0, seed: 7, augmentation: HASTY });
    using first = new CopyReader(folder, 1);
    using second = new CopyReader(again, 0);
    utterances.forEach((_, i) => {
      expect(second.features(i)).toEqual(first.features(i));
    });
  });

  it('refuses what was made otherwise, and says what differs', async () => {
    const other = { folder, utterances, sound, copy: 1, seed: 8, augmentation: HASTY };
    await expect(writeFeatures(other)).rejects.toThrow(/found seed 7 .*expected seed 8/);
    const fewer = utterances.slice(1);
    await expect(writeFeatures({ ...other, utterances: fewer })).rejects.toThrow(
      /found utterances 3 .*expected utterances 2/,
    );
    await expect(openSoundStore(join(home, 'sound'), fewer)).rejects.toThrow(/feature-cache-stale/);
    expect(() => openFeatureCache(home)).toThrow(/feature-cache-not-found/);
    expect(() => new CopyReader(folder, 9)).toThrow(/feature-cache-not-found/);
  });
});
