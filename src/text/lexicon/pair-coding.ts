/**
 * Byte-pair coding of short symbol strings: the codes left free in a byte stand for frequent pairs (Gage 1994, "A
 * New Algorithm for Data Compression"). Decoding is one table look-up per byte, so a dictionary can be searched
 * without being unpacked. Symbol 0 ends every string and takes part in pairs like any other.
 */

/** The symbol that ends every string. */
export const END = 0;

const CODES = 256;

/** What each byte stands for: `symbols` plain codes, then one code per pair. */
export interface PairCode {
  /** Number of plain symbols, {@link END} included. */
  readonly symbols: number;
  /** The two codes behind each code from `symbols` on. // [P, 2] */
  readonly pairs: Uint8Array;
}

/** Strings ready for reading: the symbols behind each code, and whether they end a string. */
export interface PairDecoder {
  /** The symbols each code stands for, without {@link END}. // [codes][] */
  readonly expansion: readonly Uint8Array[];
  /** 1 where the code's last symbol is {@link END}. // [codes] */
  readonly ends: Uint8Array;
}

/**
 * Replaces the most frequent pair of neighbouring codes by a new code until 256 codes are in use or no pair occurs
 * twice.
 *
 * @param strings - each ends with {@link END}, which occurs nowhere else; rewritten in place into codes
 * @param symbols - number of plain symbols, at most 256
 */
export function learnPairs(strings: number[][], symbols: number): PairCode {
  const pairs: number[] = [];
  for (let code = symbols; code < CODES; code++) {
    const counts = new Uint32Array(CODES * CODES);
    for (const s of strings) {
      for (let i = 1; i < s.length; i++) counts[s[i - 1]! * CODES + s[i]!]!++;
    }
    let best = 0;
    for (let p = 1; p < counts.length; p++) if (counts[p]! > counts[best]!) best = p;
    if (counts[best]! < 2) break;
    const left = best >> 8;
    const right = best & 255;
    pairs.push(left, right);
    for (const s of strings) replacePair(s, left, right, code);
  }
  return { symbols, pairs: Uint8Array.from(pairs) };
}

function replacePair(s: number[], left: number, right: number, code: number): void {
  let n = 0;
  for (let i = 0; i < s.length; i++) {
    if (s[i] === left && s[i + 1] === right) {
      s[n++] = code;
      i++;
    } else s[n++] = s[i]!;
  }
  s.length = n;
}

/** Unfolds every code once; strings are then read by table. */
export function pairDecoder(code: PairCode): PairDecoder {
  const expansion: Uint8Array[] = [];
  const total = code.symbols + code.pairs.length / 2;
  const ends = new Uint8Array(total);
  ends[END] = 1;
  for (let c = 0; c < total; c++) {
    if (c < code.symbols) {
      expansion.push(c === END ? new Uint8Array(0) : Uint8Array.of(c));
      continue;
    }
    const p = 2 * (c - code.symbols);
    const left = code.pairs[p]!;
    const right = code.pairs[p + 1]!;
    expansion.push(Uint8Array.of(...expansion[left]!, ...expansion[right]!));
    ends[c] = ends[right]!;
  }
  return { expansion, ends };
}
