/**
 * Any encoding, and what covariates tell besides. Known-future ones are read for every point ahead, and stand among the
 * likely values as their distance from where the comparison was made; past ones are read as they last were. Nothing after
 * a frame's origin is looked at but known-future columns, and these only as far as the horizon.
 */
import type { Covariates } from '../covariates.js';
import { clip, type EncodedFrame, type PreparedSeries, type SeriesEncoding, squash } from './encoding.js';

export interface CovariateShape {
  /** How many columns of each kind. */
  past: number;
  future: number;
  /** The season that the encoding compares with, in points; 1: none. */
  season: number;
}

/** Last points of a past column that are read, or a frame's where that is longer. */
const PAST_POINTS = 8;
/** Likely values by a past column: how it stands, and how it just changed. By a known-future one: by frame, by season. */
const BASIS_EACH = 2;
const FARTHEST = 60;

/** The columns come with each series to `prepare`. */
export function withCovariates(encoding: SeriesEncoding, shape: CovariateShape): SeriesEncoding {
  const { horizon, step } = encoding;
  const pastPoints = Math.max(PAST_POINTS, step);
  const added = shape.past * pastPoints + shape.future * horizon;
  return {
    ...encoding,
    inputs: encoding.inputs + added,
    basis: encoding.basis + BASIS_EACH * (shape.past + shape.future),
    prepare(values, covariates) {
      if (covariates?.past.length !== shape.past || covariates.future.length !== shape.future) {
        throw new RangeError(`${shape.past} past and ${shape.future} known-future columns are needed`);
      }
      return new CovariateFrames(encoding.prepare(values), covariates, {
        ...{ horizon, step, season: shape.season, pastPoints, basis: encoding.basis },
      });
    },
  };
}

interface Sizes {
  horizon: number;
  step: number;
  season: number;
  pastPoints: number;
  /** Of the encoding without covariates. */
  basis: number;
}

class CovariateFrames implements PreparedSeries {
  readonly values: Float64Array;
  private readonly own: RunningSpread;
  private readonly past: RunningSpread[];
  private readonly future: RunningSpread[];

  constructor(
    private readonly inner: PreparedSeries,
    covariates: Covariates,
    private readonly sizes: Sizes,
  ) {
    this.values = inner.values;
    this.own = new RunningSpread(inner.values);
    this.past = covariates.past.map((column) => new RunningSpread(column));
    this.future = covariates.future.map((column) => new RunningSpread(column));
  }

  frame(origin: number): EncodedFrame {
    const inner = this.inner.frame(origin);
    const { horizon, step, season, basis: K, pastPoints } = this.sizes;
    const width = K + BASIS_EACH * (this.past.length + this.future.length);
    const basis = new Float32Array(horizon * width);
    for (let h = 0; h < horizon; h++) basis.set(inner.basis.subarray(h * K, (h + 1) * K), h * width);
    const input = new Float32Array(
      inner.input.length + this.past.length * pastPoints + this.future.length * horizon,
    );
    input.set(inner.input);
    let at = inner.input.length;
    let k = K;
    // A column that moves by its spread is taken to move the series by its own: a network has but to find the share.
    const likely = (h: number, column: number, distance: number) => {
      basis[h * width + column] = clip((distance * this.own.spread(origin)) / inner.unit, FARTHEST);
    };
    for (const column of this.past) {
      for (let j = 0; j < pastPoints; j++) input[at++] = squash(column.scaled(origin - 1 - j, origin));
      const last = column.scaled(origin - 1, origin);
      const change = last - column.scaled(origin - 2, origin);
      for (let h = 0; h < horizon; h++) {
        likely(h, k, last);
        likely(h, k + 1, change);
      }
      k += BASIS_EACH;
    }
    for (const column of this.future) {
      for (let h = 0; h < horizon; h++) {
        const next = column.scaled(origin + h, origin);
        input[at++] = squash(next);
        likely(h, k, next - column.scaled(origin - step + (h % step), origin));
        likely(h, k + 1, next - column.scaled(origin - season + (h % season), origin));
      }
      k += BASIS_EACH;
    }
    return { ...inner, input, basis };
  }
}

/** A column, its mean and spread as they were known at any origin. */
class RunningSpread {
  // [n + 1]
  private readonly sums: Float64Array;
  private readonly squares: Float64Array;

  constructor(private readonly column: Float64Array) {
    this.sums = new Float64Array(column.length + 1);
    this.squares = new Float64Array(column.length + 1);
    // Around the first value, lest squares of large numbers hide small differences.
    column.forEach((value, t) => {
      const distance = value - column[0]!;
      this.sums[t + 1] = this.sums[t]! + distance;
      this.squares[t + 1] = this.squares[t]! + distance * distance;
    });
  }

  /** 1 where nothing has changed before `origin`. */
  spread(origin: number): number {
    const mean = this.sums[origin]! / origin;
    return Math.sqrt(Math.max(0, this.squares[origin]! / origin - mean * mean)) || 1;
  }

  /** The value at `at`, or at the nearest end, in spreads from the mean before `origin`. */
  scaled(at: number, origin: number): number {
    const value = this.column[Math.max(0, Math.min(at, this.column.length - 1))]!;
    return (value - this.column[0]! - this.sums[origin]! / origin) / this.spread(origin);
  }
}
