/** Ranges that the future is likely to stay in, from what a way of forecasting has missed before. */
import { conformalQuantile } from './conformal.js';

/** Lower and upper ends for each point. */
export interface Interval {
  /** Share of the points that are to lie within, e.g. 0.8. */
  level: number;
  low: Float64Array;
  high: Float64Array;
}

/** The intervals that are given unless others are asked for. */
export const INTERVAL_LEVELS = [0.8, 0.95] as const;

/**
 * Misses of one origin are alike, and those of one series few: what conformal intervals have to be widened by, divided by
 * the number of origins, for these levels. Found on the histories of M3 and the tourism competition.
 */
const WIDEN: Readonly<Record<number, number>> = { 0.8: 0.24, 0.95: 0.5 };

/**
 * Split conformal intervals about a forecast: as wide as past misses, which grow with the horizon by a power between the
 * one that they have grown by and a random walk's.
 * @param misses - what came less what was foretold, an array for each origin, point by point; none: no intervals
 */
export function intervalsFromMisses(values: Float64Array, misses: readonly Float64Array[]): Interval[] {
  if (misses.length === 0) return [];
  const power = (growth(misses) + 0.5) / 2;
  const size = (h: number) => (h + 1) ** power;
  const scores = misses.flatMap((errors) => [...errors].map((error, h) => Math.abs(error) / size(h)));
  return INTERVAL_LEVELS.map((level) => {
    const reach = (1 + WIDEN[level]! / misses.length) * conformalQuantile(scores, level);
    return {
      level,
      low: values.map((value, h) => value - reach * size(h)),
      high: values.map((value, h) => value + reach * size(h)),
    };
  });
}

/** By which power of the horizon misses grow, 0 to 1: from the mean of the nearer half to that of the farther. */
function growth(misses: readonly Float64Array[]): number {
  const half = misses[0]!.length >> 1;
  let near = 0;
  let far = 0;
  for (const errors of misses) {
    for (let h = 0; h < half; h++) {
      near += Math.abs(errors[h]!);
      far += Math.abs(errors[errors.length - 1 - h]!);
    }
  }
  // The middles of the halves are three times as far apart from now.
  return near > 0 && far > 0 ? Math.min(1, Math.max(0, Math.log(far / near) / Math.log(3))) : 0.5;
}
