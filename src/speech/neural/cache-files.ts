/**
 * What lies in a feature cache, a folder:
 *
 * - `cache.json`: {@link CacheHeader}: the utterances, and how features were made;
 * - `copy-N.json`: {@link CopyHeader}: with which seed and augmentation copy N was made, frames of each utterance;
 * - `copy-N.bin`: utterance after utterance, as in the header, little-endian: mean float32 [40], deviation float32 [40],
 *   then frames int16 [T, 40] normalised to mean 0 and deviation 1 over the utterance, times {@link INT16_PER_UNIT};
 * - `targets/`: a model folder with phones, senone tree and alignments; see chain-targets.ts.
 *
 * Features do not depend on the targets: with a new tree they stay as they are.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ResolvedMfccOptions, resolveMfccOptions } from '../../audio/mfcc-options.js';
import { InputError } from '../../errors.js';
import { writeWhole } from '../../write-all.js';

/** Numbers in a frame. */
export const DIMENSIONS = 40;
/** Resolution of a cached number: 1/3000 of a standard deviation, up to ±10.9 of them. */
export const INT16_PER_UNIT = 3000;
/** Bytes before the frames of an utterance: its means and deviations. */
export const STATISTICS_BYTES = 2 * DIMENSIONS * 4;

/** The front end of the neural model. */
export const NEURAL_MFCC: ResolvedMfccOptions = resolveMfccOptions({
  coefficients: DIMENSIONS,
  engine: 'plain',
});

export interface CacheHeader {
  format: 'utterly-features/1';
  mfcc: ResolvedMfccOptions;
  int16PerUnit: number;
  utterances: { id: string; speaker: string }[];
}

export interface CopyHeader {
  copy: number;
  /** With it and the number of an utterance its augmentation can be repeated. */
  seed: number;
  /** What was done to the sound, as the augmentation describes itself. */
  augmentation: string;
  /** Per utterance, in the order of cache.json: feature frames, and how many times as fast it is as the original. */
  utterances: { frames: number; speed: number }[];
}

/** Bytes of an utterance in `copy-N.bin`. */
export function utteranceBytes(frames: number): number {
  return STATISTICS_BYTES + 2 * DIMENSIONS * frames;
}

export function copyPath(folder: string, copy: number, extension: 'json' | 'bin'): string {
  return join(folder, `copy-${copy}.${extension}`);
}

/** The header of a copy, or undefined where that copy was not finished. */
export function readCopyHeader(folder: string, copy: number): CopyHeader | undefined {
  return readJson<CopyHeader>(copyPath(folder, copy, 'json'));
}

/**
 * Makes ready for copies of `utterances` in `folder`.
 * @throws InputError `feature-cache-stale` when what is there was made of other utterances or otherwise
 */
export function openForWriting(folder: string, utterances: CacheHeader['utterances']): void {
  const header: CacheHeader = {
    format: 'utterly-features/1',
    mfcc: NEURAL_MFCC,
    int16PerUnit: INT16_PER_UNIT,
    utterances,
  };
  const path = join(folder, 'cache.json');
  const kept = readJson<CacheHeader>(path);
  if (kept) requireSame(describe(kept), describe(header), folder);
  else {
    mkdirSync(folder, { recursive: true });
    writeWhole(path, JSON.stringify(header));
  }
}

/** @throws InputError `feature-cache-not-found`, `feature-cache-stale` */
export function readCacheHeader(folder: string): CacheHeader {
  const path = join(folder, 'cache.json');
  const header = readJson<CacheHeader>(path);
  if (!header) {
    throw new InputError({
      code: 'feature-cache-not-found',
      found: `no cache.json in ${folder}`,
      expected: 'a folder of cached features',
      remedy: 'Make it with `npm run recipe -- librispeech`.',
    });
  }
  const { utterances } = header;
  const ours = { format: 'utterly-features/1', mfcc: NEURAL_MFCC, int16PerUnit: INT16_PER_UNIT } as const;
  requireSame(describe(header), describe({ ...ours, utterances }), folder);
  return header;
}

/**
 * Compares what a cache was made from with what it should have been made from.
 * @throws InputError `feature-cache-stale`, saying what differs
 */
export function requireSame(
  found: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
  place: string,
): void {
  const different = Object.keys(expected).filter((key) => found[key] !== expected[key]);
  if (different.length === 0) return;
  const tell = (values: Readonly<Record<string, string>>): string =>
    different.map((key) => `${key} ${values[key] ?? 'none'}`).join(', ');
  throw new InputError({
    code: 'feature-cache-stale',
    found: `${tell(found)} in ${place}`,
    expected: tell(expected),
    remedy: `Delete ${place} and run the recipe again, or give another folder.`,
  });
}

function describe({ format, mfcc, int16PerUnit, utterances }: CacheHeader): Record<string, string> {
  const ids = createHash('sha256').update(JSON.stringify(utterances)).digest('hex').slice(0, 12);
  return {
    format,
    mfcc: JSON.stringify(mfcc),
    int16PerUnit: String(int16PerUnit),
    utterances: `${utterances.length} (${ids})`,
  };
}

function readJson<Content>(path: string): Content | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Content) : undefined;
}
