/** Series of weeks, months or the like, a frame a point: where the series stands, and how it went on a season ago. */
import { clip, type EncodedFrame, type PreparedSeries, type SeriesEncoding, squash } from './encoding.js';

/** Basis: see {@link PointFrames.likely}. */
const BASIS = 9;
/** Lags whose distances to the last point are read, besides the season's. */
const LAGS = [1, 2, 3, 4, 5, 6, 8, 12, 26];
const NUMBERS = 8;
/** Points before the first frame. */
const LEAST = 6;
/** Distances from the base beyond this many units are cut off. */
const FARTHEST = 60;

export interface PointEncodingOptions {
  /** Points of a season; 1: none. */
  season: number;
  horizon: number;
  /** Points that a network reads. Suggested: one or two seasons. */
  context: number;
}

/** Foretells the points after any point; a history shorter than a season will do. */
export function pointEncoding({ season, horizon, context }: PointEncodingOptions): SeriesEncoding {
  const inputs = 2 * horizon + LAGS.length + NUMBERS;
  return {
    ...{ step: 1, horizon, inputs, basis: BASIS, least: LEAST, context },
    prepare: (values) => new PointFrames(values, season, horizon, inputs),
  };
}

class PointFrames implements PreparedSeries {
  /** Sums of the values and of their steps, up to each point. // [n + 1] */
  private readonly sums: Float64Array;
  private readonly steps: Float64Array;

  constructor(
    readonly values: Float64Array,
    private readonly season: number,
    private readonly horizon: number,
    private readonly inputs: number,
  ) {
    const n = values.length;
    this.sums = new Float64Array(n + 1);
    this.steps = new Float64Array(n + 1);
    for (let t = 0; t < n; t++) {
      this.sums[t + 1] = this.sums[t]! + values[t]!;
      this.steps[t + 1] = this.steps[t]! + (t > 0 ? Math.abs(values[t]! - values[t - 1]!) : 0);
    }
  }

  frame(origin: number): EncodedFrame {
    const { values, horizon, season } = this;
    const last = values[origin - 1]!;
    const level = this.mean(origin, Math.max(season, 13));
    const unit = Math.max(this.steps[origin]! / (origin - 1), 1e-5 * Math.abs(level)) || 1;
    const basis = new Float32Array(horizon * BASIS);
    const sizes = new Float64Array(horizon);
    const input = new Float32Array(this.inputs);
    const floor = 0.05 * Math.abs(level) || unit;
    const likely = new Float64Array(BASIS);
    for (let h = 0; h < horizon; h++) {
      this.likely(origin, h, likely);
      for (let k = 0; k < BASIS; k++) basis[h * BASIS + k] = clip(likely[k]! / unit, FARTHEST);
      sizes[h] = Math.max(floor, Math.abs(last + likely[4]!));
      input[h] = squash(basis[h * BASIS]!);
      input[horizon + h] = squash(basis[h * BASIS + 2]!);
    }
    LAGS.forEach((lag, i) => {
      input[2 * horizon + i] = squash((last - values[Math.max(0, origin - 1 - lag)]!) / unit);
    });
    const recent = (this.steps[origin]! - this.steps[Math.max(1, origin - 8)]!) / Math.min(8, origin - 1);
    input.set(
      [
        Math.log(Math.abs(level) / unit + 1e-3) / 4,
        Math.log(recent / unit + 0.05),
        squash((last - level) / unit),
        squash((last - this.mean(origin, 4)) / unit),
        squash((last - this.before(origin - 1, season)) / unit),
        squash((last - values[0]!) / (unit * Math.sqrt(origin))),
        origin > season ? 1 : 0,
        origin > 2 * season ? 1 : 0,
      ],
      2 * horizon + LAGS.length,
    );
    return { input, base: new Float64Array(horizon).fill(last), unit, basis, sizes };
  }

  /** Distances of likely values `h` + 1 points ahead from the last. // out: [BASIS] */
  private likely(origin: number, h: number, out: Float64Array): void {
    const { values, season } = this;
    const last = values[origin - 1]!;
    const drift = (points: number): number => {
      const span = Math.min(points, origin - 1);
      return ((last - values[origin - 1 - span]!) / span) * (h + 1);
    };
    const phase = h % season;
    const then = this.before(origin - 1, season);
    const next = origin > season ? values[origin - season + phase]! : last;
    const growth = then > 0 && next > 0 && last > 0 ? Math.min(3, Math.max(1 / 3, next / then)) : 1;
    // Last season's way from here, by distance and by ratio, and that of the season before.
    out[0] = next - then;
    out[1] = last * growth - last;
    out[2] =
      origin > 2 * season
        ? values[origin - 2 * season + phase]! - this.before(origin - 1, 2 * season)
        : out[0];
    out[3] = next - last;
    out[4] = this.mean(origin, 4) - last;
    out[5] = this.mean(origin, Math.max(season, 13)) - last;
    out[6] = drift(4);
    out[7] = drift(Math.max(season, 13));
    out[8] = drift(origin);
  }

  /** The value `lag` points before `at`; the last where there is none. */
  private before(at: number, lag: number): number {
    return this.values[at >= lag ? at - lag : at]!;
  }

  /** Of the last points before `origin`. */
  private mean(origin: number, points: number): number {
    const from = Math.max(0, origin - points);
    return (this.sums[origin]! - this.sums[from]!) / (origin - from);
  }
}
