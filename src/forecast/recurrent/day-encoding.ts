/** Hourly series, a frame a day: what the same hours were like yesterday, a week ago, on the mean. */
import { clip, type EncodedFrame, type PreparedSeries, type SeriesEncoding, squash } from './encoding.js';

const DAY = 24;
const WEEK = 7 * DAY;
/** Basis: see {@link DayFrames.likely}. */
const BASIS = 8;
/** Inputs: the hours of yesterday, and five distances by hour; numbers of the whole day. */
const NUMBERS = 12;
const INPUTS = 6 * DAY + NUMBERS;
/** Distances from the base beyond this many units are cut off. */
const FARTHEST = 60;

/**
 * Foretells the hours after a day's end; the hour at which a series ends does not matter.
 * @param horizon - hours, 48 to 168
 */
export function dayEncoding(horizon: number): SeriesEncoding {
  return {
    ...{ step: DAY, horizon, inputs: INPUTS, basis: BASIS, least: WEEK + DAY, context: 20 },
    prepare: (values) => new DayFrames(values, horizon),
  };
}

class DayFrames implements PreparedSeries {
  /** Sums of the values, their squares, and their steps from the day before, up to each point. // [n + 1] */
  private readonly sums: Float64Array;
  private readonly squares: Float64Array;
  private readonly steps: Float64Array;

  constructor(
    readonly values: Float64Array,
    private readonly horizon: number,
  ) {
    const n = values.length;
    this.sums = new Float64Array(n + 1);
    this.squares = new Float64Array(n + 1);
    this.steps = new Float64Array(n + 1);
    for (let t = 0; t < n; t++) {
      const value = values[t]!;
      this.sums[t + 1] = this.sums[t]! + value;
      this.squares[t + 1] = this.squares[t]! + value * value;
      this.steps[t + 1] = this.steps[t]! + (t >= DAY ? Math.abs(value - values[t - DAY]!) : 0);
    }
  }

  frame(origin: number): EncodedFrame {
    const { values, horizon } = this;
    const level = this.mean(origin - WEEK, origin);
    const variance = (this.squares[origin]! - this.squares[origin - WEEK]!) / WEEK - level * level;
    const spread = Math.sqrt(Math.max(variance, 0)) || Math.abs(level) || 1;
    const unit = this.unit(origin, level);
    const base = Float64Array.from({ length: horizon }, (_, h) => values[origin - DAY + (h % DAY)]!);
    const basis = new Float32Array(horizon * BASIS);
    const sizes = new Float64Array(horizon);
    const input = new Float32Array(INPUTS);
    // A point near zero has a relative error without bounds.
    const floor = 0.05 * Math.abs(level) || unit;
    const likely = new Float64Array(BASIS);
    for (let h = 0; h < horizon; h++) {
      this.likely(origin, h, level, likely);
      for (let k = 0; k < BASIS; k++) {
        basis[h * BASIS + k] = clip(likely[k]! / unit, FARTHEST);
      }
      sizes[h] = Math.max(floor, Math.abs(base[h]! + (likely[0]! + likely[2]!) / 2));
    }
    for (let j = 0; j < DAY; j++) {
      input[j] = clip((base[j]! - level) / spread, 6);
      input[DAY + j] = squash((base[j]! - values[origin - 2 * DAY + j]!) / unit);
      input[2 * DAY + j] = squash(basis[j * BASIS]!);
      input[3 * DAY + j] = squash(basis[(DAY + j) * BASIS]!);
      input[4 * DAY + j] = squash(basis[j * BASIS + 2]!);
      input[5 * DAY + j] = squash(basis[(DAY + j) * BASIS + 1]! - basis[(DAY + j) * BASIS]!);
    }
    input.set(this.numbers(origin, level, spread, unit), 6 * DAY);
    return { input, base, unit, basis, sizes };
  }

  /** Distances of likely values `h` hours ahead from yesterday's. // out: [BASIS] */
  private likely(origin: number, h: number, level: number, out: Float64Array): void {
    const { values } = this;
    const hour = h % DAY;
    const base = values[origin - DAY + hour]!;
    const weekAgo = values[origin - WEEK + h]!;
    let weeks = weekAgo;
    let twoWeeksAgo = weekAgo;
    for (let w = 2; w <= 4; w++) {
      const t = origin - w * WEEK + h;
      const value = t >= 0 ? values[t]! : weekAgo;
      weeks += value;
      if (w === 2) twoWeeksAgo = value;
    }
    let days = 0;
    for (let d = 1; d <= 7; d++) days += values[origin - d * DAY + hour]!;
    const today = this.mean(origin - DAY, origin);
    const then = this.mean(origin - WEEK - DAY, origin - WEEK);
    const growth = Math.min(3, Math.max(1 / 3, then * today > 0 ? today / then : 1));
    out[0] = weekAgo - base;
    out[1] = twoWeeksAgo - base;
    out[2] = days / 7 - base;
    out[3] = weeks / 4 - base;
    // Yesterday's change goes on.
    out[4] = (base - values[origin - 2 * DAY + hour]!) * (1 + Math.floor(h / DAY));
    // The last hour's distance from the same hour of yesterday stays.
    out[5] = values[origin - 1]! - values[origin - 1 - DAY]!;
    // The week's shape stays, its level goes with the last day's.
    out[6] = weekAgo * growth - base;
    out[7] = today - level;
  }

  private numbers(origin: number, level: number, spread: number, unit: number): number[] {
    const { values } = this;
    const days = [1, 2, 3, 4, 5, 6, 7].map(
      (d) => (this.mean(origin - d * DAY, origin - (d - 1) * DAY) - level) / spread,
    );
    return [
      ...days.map((value) => clip(value, 4)),
      Math.log(Math.abs(level) / unit + 1e-3) / 3,
      Math.log(spread / unit) / 2,
      squash((values[origin - 1]! - values[origin - 1 - DAY]!) / unit),
      squash((values[origin - 2]! - values[origin - 2 - DAY]!) / unit),
      squash((this.mean(origin - DAY, origin) - this.mean(origin - WEEK - DAY, origin - WEEK)) / unit),
    ];
  }

  /** What a day-before forecast errs by in what was seen: MASE's own scale. */
  private unit(origin: number, level: number): number {
    const mean = this.steps[origin]! / (origin - DAY);
    return Math.max(mean, 1e-4 * Math.abs(level)) || 1;
  }

  private mean(from: number, to: number): number {
    return (this.sums[to]! - this.sums[from]!) / (to - from);
  }
}
