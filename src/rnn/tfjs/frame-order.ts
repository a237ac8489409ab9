/**
 * Masks and directions as an order of frames. The kernels run forwards and know padding at the end only; TensorFlow.js
 * runs either way and leaves out any frame. A frame left out changes no state, so the frames that count are moved
 * together, and what a layer gives for the others is what it gave last.
 */
import type { Numbers } from './tensor-data.js';

/** How B sequences of `frames` frames are laid out for the kernels, in T steps. */
export interface FrameOrder {
  /** Steps of the longest sequence, at least 1. */
  T: number;
  /** Steps of each sequence, or undefined where all have T. // [B] */
  lengths: Int32Array | undefined;
  /** The frame that a step reads, −1 for padding. // [B, T] */
  source: Int32Array;
  /** The step whose state stands at a place of the output, −1 for the initial state. // [B, frames] */
  shown: Int32Array;
}

/**
 * @param mask - frames that count are not 0 // [B, frames]
 * @param backwards - the sequence is read, and its outputs stand, from the last frame to the first
 */
export function orderFrames(
  B: number,
  frames: number,
  mask: Numbers | undefined,
  backwards: boolean,
): FrameOrder {
  const shown = new Int32Array(B * frames);
  const lengths = new Int32Array(B);
  const chosen = new Int32Array(B * frames).fill(-1);
  for (let b = 0; b < B; b++) {
    let step = 0;
    for (let place = 0; place < frames; place++) {
      const t = backwards ? frames - 1 - place : place;
      if (!mask || mask[b * frames + t]) chosen[b * frames + step++] = t;
      shown[b * frames + place] = step - 1;
    }
    lengths[b] = step;
  }
  const T = Math.max(1, ...lengths);
  const whole = lengths.every((length) => length === T);
  if (T === frames) return { T, lengths: whole ? undefined : lengths, source: chosen, shown };
  const source = new Int32Array(B * T);
  for (let b = 0; b < B; b++) source.set(chosen.subarray(b * frames, b * frames + T), b * T);
  return { T, lengths: whole ? undefined : lengths, source, shown };
}

/**
 * Deals sequences out to the threads, so that each has long and short ones, the longest first.
 * @returns the sequences of each thread; no more lists than sequences
 */
export function dealSequences(B: number, lengths: Int32Array | undefined, threads: number): number[][] {
  const order = Array.from({ length: B }, (_, b) => b);
  if (lengths) order.sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const parts = Math.min(threads, B);
  const dealt: number[][] = Array.from({ length: parts }, () => []);
  for (const [i, b] of order.entries()) dealt[i % parts]!.push(b);
  return dealt;
}
