/** One copy of a feature cache, read utterance by utterance; see cache-files.ts for the layout. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { FeatureStatistics } from '../../audio/cmvn.js';
import type { FeatureMatrix } from '../../audio/features.js';
import { InputError } from '../../errors.js';
import {
  type CopyHeader,
  copyPath,
  DIMENSIONS,
  INT16_PER_UNIT,
  readCopyHeader,
  STATISTICS_BYTES,
  utteranceBytes,
} from './cache-files.js';

export class CopyReader implements Disposable {
  readonly header: CopyHeader;
  private readonly starts: number[] = [];
  private readonly file: number;
  private open = true;

  /** @throws InputError `feature-cache-not-found` */
  constructor(folder: string, copy: number) {
    const header = readCopyHeader(folder, copy);
    if (!header) {
      throw new InputError({
        code: 'feature-cache-not-found',
        found: `no finished copy ${copy} in ${folder}`,
        expected: 'a copy of cached features',
        remedy: 'Make it with `npm run recipe -- librispeech`.',
      });
    }
    this.header = header;
    let at = 0;
    for (const { frames } of header.utterances) {
      this.starts.push(at);
      at += utteranceBytes(frames);
    }
    this.file = openSync(copyPath(folder, copy, 'bin'), 'r');
  }

  /** MFCC of utterance `i`, normalised over it. // [T, 40] */
  features(i: number): FeatureMatrix {
    const { frames } = this.header.utterances[i]!;
    const packed = new Int16Array(frames * DIMENSIONS);
    readSync(this.file, packed, 0, packed.byteLength, this.starts[i]! + STATISTICS_BYTES);
    const data = new Float32Array(packed.length);
    for (let k = 0; k < packed.length; k++) data[k] = packed[k]! / INT16_PER_UNIT;
    return { data, frames, dimensions: DIMENSIONS };
  }

  /** Mean and variance that were normalised away: raw = normalised · √variance + mean. // [40] each */
  statistics(i: number): FeatureStatistics {
    const both = new Float32Array(2 * DIMENSIONS);
    readSync(this.file, both, 0, STATISTICS_BYTES, this.starts[i]!);
    return {
      mean: Float64Array.from(both.subarray(0, DIMENSIONS)),
      variance: Float64Array.from(both.subarray(DIMENSIONS), (deviation) => deviation ** 2),
    };
  }

  close(): void {
    if (this.open) closeSync(this.file);
    this.open = false;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** The finished copies in a folder, counted from 0 to the first that is missing. */
export function copiesIn(folder: string): number[] {
  const copies: number[] = [];
  while (readCopyHeader(folder, copies.length)) copies.push(copies.length);
  return copies;
}
