/** How often a G2P model is wrong: the word and phone error of its best guess against the nearest reference. */

import type { G2p } from './g2p.js';
import { spokenOf } from './graphone.js';
import type { Sample } from './split.js';

export interface G2pErrors {
  /** 1 where the best guess equals none of the word's pronunciations. // [N] */
  wrong: Uint8Array;
  /** Phones to insert, delete or substitute to reach the nearest pronunciation. // [N] */
  phoneErrors: Uint32Array;
  /** Phones of that pronunciation. // [N] */
  phones: Uint32Array;
}

/** Pronounces every sample's word. */
export function measureErrors(g2p: G2p, samples: readonly Sample[]): G2pErrors {
  const wrong = new Uint8Array(samples.length);
  const phoneErrors = new Uint32Array(samples.length);
  const phones = new Uint32Array(samples.length);
  samples.forEach(({ word, bare }, i) => {
    const guess = spokenOf(g2p.pronounce(word)[0]!.phones);
    const distances = bare.map((reference) => editDistance(guess, reference));
    const nearest = distances.indexOf(Math.min(...distances));
    wrong[i] = distances[nearest]! > 0 ? 1 : 0;
    phoneErrors[i] = distances[nearest]!;
    phones[i] = bare[nearest]!.length;
  });
  return { wrong, phoneErrors, phones };
}

/** Levenshtein distance. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
