/**
 * A feature cache as the trainer sees it: any utterance of any copy by number, its features straight from disk, its
 * labels from the alignment. Numbers depend on nothing but the files: copy by copy, each in the order of the training
 * list; utterances without alignment, or with more phones than frames of scores, are left out. cache-files.ts tells
 * the layout on disk.
 */
import { join } from 'node:path';
import type { FeatureStatistics } from '../../audio/cmvn.js';
import { DIMENSIONS, readCacheHeader } from './cache-files.js';
import { chainLabels, type PhoneSegments, phoneSegments, strided } from './chain-alignment.js';
import { type ChainTargets, readTargets, TARGETS_FOLDER } from './chain-targets.js';
import { chainContext } from './chain-tree.js';
import { CopyReader, copiesIn } from './copy-reader.js';

/** One utterance in one copy. */
export interface CachedUtterance {
  /** The same in all copies. */
  id: string;
  speaker: string;
  copy: number;
  /** How many times as fast as the original. */
  speed: number;
  /** Feature frames T. */
  frames: number;
  /** Frames of scores ⌊T / 3⌋. */
  labelFrames: number;
}

export interface FeatureCache extends Disposable {
  readonly targets: ChainTargets;
  readonly utterances: readonly CachedUtterance[];
  /** Numbers in a frame. */
  readonly dimensions: number;
  /** MFCC of utterance `i`, normalised over it. // [T, 40] */
  features(i: number): Float32Array;
  /** Mean and variance that were normalised away: raw = normalised · √variance + mean. // [40] each */
  statistics(i: number): FeatureStatistics;
  /** The senone of every frame of scores. // [⌊T / 3⌋] */
  labels(i: number): Int16Array;
  /** The phones in order, silences included. // [K] */
  phones(i: number): Int16Array;
  /** The same phones with the frame of scores after each one's last. // [K] each */
  segments(i: number): PhoneSegments;
  close(): void;
}

export interface OpenFeatureCacheOptions {
  /** Which copies to read; all there are unless given. */
  copies?: readonly number[];
}

interface Entry {
  utterance: CachedUtterance;
  reader: CopyReader;
  /** Number of the utterance in the copy. */
  at: number;
  segments: PhoneSegments;
}

/**
 * @throws InputError `feature-cache-not-found`, `feature-cache-stale`, and those of a model folder for the targets
 */
export function openFeatureCache(folder: string, options: OpenFeatureCacheOptions = {}): FeatureCache {
  const header = readCacheHeader(folder);
  const targets = readTargets(join(folder, TARGETS_FOLDER));
  const context = chainContext(targets.tree);
  const readers = (options.copies ?? copiesIn(folder)).map((copy) => new CopyReader(folder, copy));
  const entries: Entry[] = [];
  for (const reader of readers) {
    const { copy, utterances } = reader.header;
    utterances.forEach(({ frames, speed }, at) => {
      const { id, speaker } = header.utterances[at]!;
      const alignment = targets.alignments.get(id);
      const segments = alignment && phoneSegments(alignment, frames, speed);
      if (!segments) return;
      const utterance = { id, speaker, copy, speed, frames, labelFrames: strided(frames) };
      entries.push({ utterance, reader, at, segments });
    });
  }
  const close = (): void => {
    for (const reader of readers) reader.close();
  };
  return {
    targets,
    utterances: entries.map(({ utterance }) => utterance),
    dimensions: DIMENSIONS,
    features: (i) => entries[i]!.reader.features(entries[i]!.at).data,
    statistics: (i) => entries[i]!.reader.statistics(entries[i]!.at),
    labels: (i) => chainLabels(entries[i]!.segments, context),
    phones: (i) => entries[i]!.segments.phones,
    segments: (i) => entries[i]!.segments,
    close,
    [Symbol.dispose]: close,
  };
}
