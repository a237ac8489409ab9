/** Pinball loss: a network learns quantiles of several points ahead, on top of a blend of values known beforehand. */
import type { Loss } from './loss.js';

/** What the outputs of {@link pinballLoss} are made of, in this order for each point: shares, offsets. */
export interface QuantileOutputs {
  /** Points foretold by a frame, H. */
  points: number;
  /** Known values that are blended for a point, K; 0: the offsets are the quantiles. */
  basis: number;
  /** τ of each quantile, ascending. // [Q] */
  levels: readonly number[];
  /** What the loss of each quantile counts. Default 1. // [Q] */
  importance?: readonly number[];
}

/** For the output frames of a sequence. */
export interface QuantileTarget {
  /** NaN where there is none. // [U, H] */
  values: Float32Array;
  /** What errors count. // [U, H] */
  weights: Float32Array;
  /** // [U, H, K] */
  basis: Float32Array;
}

/** Floats of an output frame. */
export function quantileWidth({ points, basis, levels }: QuantileOutputs): number {
  return points * (basis + levels.length);
}

/** A mean over the targets that are known. A network's last layer has {@link quantileWidth} outputs. */
export function pinballLoss(outputs: QuantileOutputs): Loss<QuantileTarget> {
  const { points: H, basis: K, levels } = outputs;
  const table = Float32Array.from(levels.flatMap((tau, q) => [tau, outputs.importance?.[q] ?? 1]));
  return {
    weight: ({ values }) => values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0),

    start({ arena }, { at, U, B, ld, frames }, targets) {
      const M = U * B;
      const values = new Float32Array(M * H).fill(Number.NaN);
      const weights = new Float32Array(M * H);
      const basis = new Float32Array(M * H * K);
      targets.forEach((target, b) => {
        for (let u = 0; u < frames[b]!; u++) {
          const row = u * B + b;
          values.set(target.values.subarray(u * H, (u + 1) * H), row * H);
          weights.set(target.weights.subarray(u * H, (u + 1) * H), row * H);
          basis.set(target.basis.subarray(u * H * K, (u + 1) * H * K), row * H * K);
        }
      });
      const placed = [values, weights, basis, table].map((array) => arena.place(array));
      const [valuesAt, weightsAt, basisAt, levelsAt] = placed as [number, number, number, number];
      const sums = arena.alloc(4);
      return {
        run(k, scale) {
          k.zero(sums, 4);
          k.pinball(
            ...([at, M, H, K, levels.length, ld] as const),
            ...([valuesAt, weightsAt, basisAt, levelsAt, scale, sums] as const),
          );
        },
        totals() {
          const [loss, weight] = arena.f64(sums, 2);
          return { loss: loss!, weight: weight! };
        },
        free() {
          for (const block of [...placed, sums]) arena.free(block);
        },
      };
    },
  };
}

/**
 * The quantiles of one point of an output frame.
 * @param frame - outputs // [H, K + Q]
 * @param basis - // [H, K]
 * @returns // [Q]
 */
export function quantilesOf(
  { basis: K, levels }: QuantileOutputs,
  frame: Float32Array,
  basis: Float32Array,
  point: number,
): number[] {
  const from = point * (K + levels.length);
  let blend = 0;
  for (let k = 0; k < K; k++) blend += frame[from + k]! * basis[point * K + k]!;
  return levels.map((_, q) => blend + frame[from + K + q]!);
}
