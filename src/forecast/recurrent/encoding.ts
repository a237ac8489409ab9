/**
 * How a network sees a series: frames of a day or of a point each, freed of the series' own level and spread, and for
 * every frame values that the future is likely to be near. A network blends these and adds what it knows: see
 * ../../rnn/train/pinball-loss.ts. Nothing after a frame's origin is looked at.
 */
import type { Covariates } from '../covariates.js';

/** One origin of a series. */
export interface EncodedFrame {
  /** What the network reads. // [inputs] */
  input: Float32Array;
  /** What the next points are compared with. // [horizon] */
  base: Float64Array;
  /** Size of an error of one, in the series' own measure; above zero. */
  unit: number;
  /** Other likely values, as distances from `base` in units. // [horizon, basis] */
  basis: Float32Array;
  /** Sizes of the next points as far as they can be known, above zero: what relative errors are relative to. // [horizon] */
  sizes: Float64Array;
}

export interface SeriesEncoding {
  /** Points from one frame to the next. */
  step: number;
  /** Points foretold. */
  horizon: number;
  /** Width of a frame. */
  inputs: number;
  /** Likely values for each point. */
  basis: number;
  /** Points that must lie before a frame's origin. */
  least: number;
  /** Frames that a network reads before it is asked. */
  context: number;
  /** Makes the sums over a series that frames are computed from. */
  prepare(values: Float64Array, covariates?: Covariates): PreparedSeries;
}

/** A series whose frames can be computed fast. */
export interface PreparedSeries {
  values: Float64Array;
  /** The frame of what is known before point `origin`, which is at least the encoding's `least`. */
  frame(origin: number): EncodedFrame;
}

/** A run of frames for a network to read. */
export interface EncodedWindow {
  origins: number[];
  frames: EncodedFrame[];
  /** // [T, inputs] */
  input: Float32Array;
  /** // [T, horizon, basis] */
  basis: Float32Array;
}

/** The frame at `origin` and those before it, as many as the encoding reads and the history has. */
export function encodeWindow(
  encoding: SeriesEncoding,
  series: PreparedSeries,
  origin: number,
  most = encoding.context,
): EncodedWindow {
  const { step, least, inputs, horizon, basis: K } = encoding;
  const T = Math.max(0, Math.min(most, Math.floor((origin - least) / step) + 1));
  const origins = Array.from({ length: T }, (_, t) => origin - (T - 1 - t) * step);
  const frames = origins.map((at) => series.frame(at));
  const input = new Float32Array(T * inputs);
  const basis = new Float32Array(T * horizon * K);
  frames.forEach((frame, t) => {
    input.set(frame.input, t * inputs);
    basis.set(frame.basis, t * horizon * K);
  });
  return { origins, frames, input, basis };
}

/** Large values grow by their logarithm only, so that a strange series does not drown the others. */
export function squash(value: number): number {
  return Math.sign(value) * Math.log1p(Math.abs(value));
}

export function clip(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}
