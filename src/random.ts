/**
 * Repeatable chance: a seeded generator whose whole state is four integers, so that a run saved half-way goes on as
 * if it had never stopped. Not for cryptography.
 */
import { InputError } from './errors.js';

/** A source of random numbers. Everything it will ever return is determined by {@link Random.state}. */
export interface Random {
  /** A uniform number in [0, 1) with 53 random bits. */
  next(): number;
  /** A uniform integer in 0 … n − 1; `n` at most 2^32. */
  int(n: number): number;
  /** A draw from the normal distribution of mean 0 and variance 1. */
  normal(): number;
  /** Permutes `array` in place (Fisher–Yates), every order equally likely. */
  shuffle<T>(array: { [index: number]: T; readonly length: number }): void;
  /** Four unsigned 32-bit integers; {@link restoreRandom} goes on from them. */
  state(): number[];
}

/**
 * xoshiro128** (Blackman and Vigna 2018), its state filled from `seed` by SplitMix32.
 *
 * @param seed - a safe integer
 * @throws InputError when `seed` is not a safe integer.
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) {
    throw new InputError({
      code: 'random-seed',
      found: String(seed),
      expected: 'a whole number between −(2^53 − 1) and 2^53 − 1',
      remedy: 'Give an integer seed, e.g. 1.',
    });
  }
  let word = seed | 0;
  const splitMix = () => {
    word = (word + 0x9e3779b9) | 0;
    let z = word;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  const low = [splitMix(), splitMix()];
  // All 53 bits count: with `seed | 0` alone, 2^32 would be the same seed as 0.
  word ^= Math.floor(seed / 2 ** 32);
  return restoreRandom([...low, splitMix(), splitMix()]);
}

/**
 * The generator that goes on where one with this {@link Random.state} stood.
 *
 * @throws InputError when `state` is not four unsigned 32-bit integers, one of them above zero.
 */
export function restoreRandom(state: readonly number[]): Random {
  const isWord = (value: number) => Number.isInteger(value) && value >= 0 && value < 2 ** 32;
  if (state.length !== 4 || !state.every(isWord) || state.every((value) => value === 0)) {
    throw new InputError({
      code: 'random-state',
      found: `[${state.join(', ')}]`,
      expected: 'four integers from 0 to 2^32 − 1, not all zero',
      remedy: 'Pass what state() of a generator returned.',
    });
  }
  return new Xoshiro128(state);
}

class Xoshiro128 implements Random {
  readonly #s: Uint32Array;

  constructor(state: readonly number[]) {
    this.#s = Uint32Array.from(state);
  }

  #word(): number {
    const s = this.#s;
    const scrambled = Math.imul(rotateLeft(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const shifted = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = rotateLeft(s[3]!, 11);
    return scrambled;
  }

  next(): number {
    const high = this.#word() >>> 5; // 27 bits
    const low = this.#word() >>> 6; // 26 bits
    return (high * 2 ** 26 + low) * 2 ** -53;
  }

  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  normal(): number {
    // Box–Muller; its second value is thrown away so that the state stays four words.
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  shuffle<T>(array: { [index: number]: T; readonly length: number }): void {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const held = array[i]!;
      array[i] = array[j]!;
      array[j] = held;
    }
  }

  state(): number[] {
    return Array.from(this.#s);
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
