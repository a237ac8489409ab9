/** Windows of many series to learn from: anywhere in them, their targets weighed by what an error costs. */
import { createRandom } from '../../random.js';
import type { QuantileTarget } from '../../rnn/train/pinball-loss.js';
import type { Example } from '../../rnn/train/shard.js';
import type { TrainingSet } from '../../rnn/train/training-run.js';
import {
  clip,
  type EncodedFrame,
  encodeWindow,
  type PreparedSeries,
  type SeriesEncoding,
} from './encoding.js';

/** What an error of one unit costs at point `h` after a frame; `value` is what came. */
export type ErrorCost = (frame: EncodedFrame, h: number, value: number, series: number) => number;

export interface WindowOptions {
  /** Windows of an epoch. */
  perEpoch: number;
  seed: number;
  cost: ErrorCost;
  /** Frames at the beginning that are only read, where there are more. */
  warmUp: number;
}

/** Targets farther than this many units from the base are taken to be as far. */
const FARTHEST_TARGET = 80;

/** Windows drawn anew in every epoch, each series as often as another; all is decided by the seed and the epoch. */
export function trainingWindows(
  encoding: SeriesEncoding,
  series: readonly PreparedSeries[],
  options: WindowOptions,
): TrainingSet<QuantileTarget> {
  const { step, least, context } = encoding;
  const usable = [...series.keys()].filter((s) => series[s]!.values.length > least);
  const draw = (index: number, epoch: number) => {
    const random = createRandom((options.seed * 65_537 + epoch) * 1_000_003 + index);
    const at = usable[random.int(usable.length)]!;
    const n = series[at]!.values.length;
    // At least half a context to read and one step to foretell, where the series is long enough.
    const first = Math.min(least + (context >> 1) * step, n - 1);
    const last = Math.max(first, n - Math.min(step, encoding.horizon));
    const origin = first + random.int(last - first + 1);
    const frames = context - random.int(Math.ceil(context / 3));
    return { at, origin, frames: Math.min(frames, Math.floor((origin - least) / step) + 1) };
  };
  return {
    frames: (epoch) => Array.from({ length: options.perEpoch }, (_, index) => draw(index, epoch).frames),
    example(index, epoch) {
      const { at, origin, frames } = draw(index, epoch);
      return trainingExample(encoding, series[at]!, { origin, frames, at }, options);
    },
  };
}

/** One window and what came after each of its frames. */
function trainingExample(
  encoding: SeriesEncoding,
  series: PreparedSeries,
  { origin, frames, at }: { origin: number; frames: number; at: number },
  { cost, warmUp }: WindowOptions,
): Example<QuantileTarget> {
  const { horizon } = encoding;
  const window = encodeWindow(encoding, series, origin, frames);
  const T = window.origins.length;
  const values = new Float32Array(T * horizon).fill(Number.NaN);
  const weights = new Float32Array(T * horizon);
  window.frames.forEach((frame, t) => {
    if (t < Math.min(warmUp, T - 1)) return;
    const from = window.origins[t]!;
    for (let h = 0; h < horizon && from + h < series.values.length; h++) {
      const value = series.values[from + h]!;
      values[t * horizon + h] = clip((value - frame.base[h]!) / frame.unit, FARTHEST_TARGET);
      weights[t * horizon + h] = cost(frame, h, value, at);
    }
  });
  return { input: window.input, target: { values, weights, basis: window.basis } };
}

/**
 * An error's part in OWA: half by its share of the point's size, as sMAPE has it, half by the series' scale of MASE,
 * each relative to what `reference` errs by on the mean.
 * @param scales - of MASE, a series each
 */
export function owaCost(scales: readonly number[], reference: { smape: number; mase: number }): ErrorCost {
  return (frame, h, value, series) => {
    const relative = (200 * frame.unit) / (Math.abs(value) + frame.sizes[h]!) / reference.smape;
    const scale = scales[series]!;
    return relative + (scale > 0 ? frame.unit / scale / reference.mase : 0);
  };
}
