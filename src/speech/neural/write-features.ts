/** Sound → one copy of a feature cache, augmented or not. */
import { closeSync, openSync, renameSync } from 'node:fs';
import { featureStatistics } from '../../audio/cmvn.js';
import type { FeatureMatrix } from '../../audio/features.js';
import { extractMfcc } from '../../audio/mfcc.js';
import { createRandom, type Random } from '../../random.js';
import { writeAll, writeWhole } from '../../write-all.js';
import type { Utterance } from '../corpus/utterance.js';
import {
  type CopyHeader,
  copyPath,
  DIMENSIONS,
  INT16_PER_UNIT,
  NEURAL_MFCC,
  openForWriting,
  readCopyHeader,
  requireSame,
  STATISTICS_BYTES,
  utteranceBytes,
} from './cache-files.js';
import type { SoundStore } from './sound-store.js';

/** Something done to the sound before its features are taken. */
export interface Augmentation {
  /** Tells augmentations apart whose copies must not be mixed up: name, version and settings. */
  description: string;
  /**
   * @param samples - 16 kHz mono in [-1, 1]; may be changed. // [N]
   * @param random - all chance comes from here.
   * @returns the new samples, and how many times as fast they are.
   */
  apply(samples: Float32Array, random: Random): Promise<{ samples: Float32Array; speed: number }>;
}

/** Leaves the sound as it is. */
export const PLAIN: Augmentation = {
  description: 'plain',
  apply: async (samples) => ({ samples, speed: 1 }),
};

export interface WriteFeaturesOptions {
  folder: string;
  utterances: readonly Pick<Utterance, 'id' | 'speaker'>[];
  sound: SoundStore;
  /** Number of the copy. */
  copy: number;
  seed: number;
  augmentation: Augmentation;
  log?: (line: string) => void;
}

/**
 * Adds one copy of every utterance to the cache; a copy that is there already is left alone.
 * @throws InputError `feature-cache-stale`
 */
export async function writeFeatures({
  folder,
  utterances,
  sound,
  copy,
  seed,
  augmentation,
  log = () => {},
}: WriteFeaturesOptions): Promise<void> {
  openForWriting(
    folder,
    utterances.map(({ id, speaker }) => ({ id, speaker: speaker ?? id })),
  );
  const kept = readCopyHeader(folder, copy);
  if (kept) {
    const made = { seed: String(kept.seed), augmentation: kept.augmentation };
    const wanted = { seed: String(seed), augmentation: augmentation.description };
    requireSame(made, wanted, copyPath(folder, copy, 'json'));
    log(`copy ${copy}: there already`);
    return;
  }
  const header: CopyHeader = { copy, seed, augmentation: augmentation.description, utterances: [] };
  const path = copyPath(folder, copy, 'bin');
  const file = openSync(`${path}.part`, 'w');
  try {
    for (let i = 0; i < utterances.length; i++) {
      const { samples, speed } = await augmentation.apply(sound.samples(i), utteranceRandom(seed, i));
      const features = extractMfcc(samples, NEURAL_MFCC);
      writeAll(file, packFeatures(features));
      header.utterances.push({ frames: features.frames, speed });
      if ((i + 1) % 200 === 0) log(`copy ${copy}: ${i + 1} of ${utterances.length} utterances`);
    }
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.part`, path);
  writeWhole(copyPath(folder, copy, 'json'), JSON.stringify(header));
}

/** The chance that augments utterance `i`: its own, so that no utterance depends on those before it. */
export function utteranceRandom(seed: number, i: number): Random {
  return createRandom(seed * 2 ** 20 + i);
}

/** Normalises features over the utterance and packs them as cache-files.ts says. */
export function packFeatures(features: FeatureMatrix): Uint8Array {
  const { data, frames } = features;
  const { mean, variance } = featureStatistics(features);
  const bytes = new Uint8Array(utteranceBytes(frames));
  const statistics = new Float32Array(bytes.buffer, 0, 2 * DIMENSIONS);
  const packed = new Int16Array(bytes.buffer, STATISTICS_BYTES);
  for (let d = 0; d < DIMENSIONS; d++) {
    const deviation = variance[d]! > 1e-10 ? Math.sqrt(variance[d]!) : 0;
    statistics[d] = mean[d]!;
    statistics[DIMENSIONS + d] = deviation;
    // A dimension that does not vary is centred and left at that, as normalizeUtterance does.
    const scale = INT16_PER_UNIT / (deviation || 1);
    for (let at = d; at < data.length; at += DIMENSIONS) {
      const value = Math.round((data[at]! - mean[d]!) * scale);
      packed[at] = Math.max(-32768, Math.min(32767, value));
    }
  }
  return bytes;
}
