/** How the learning rate goes: up in a line, then down. */

export interface ScheduleOptions {
  /** Learning rate at its height. */
  peakRate: number;
  /** Share of the run in which it rises from a hundredth of its height. Default 0.03. */
  warmUp?: number;
  /** Share of the run for which it stays at its height. Default 0. */
  hold?: number;
  /** How it falls: in half a cosine, in a line, or by the same factor every step. Default `cosine`. */
  decay?: 'cosine' | 'linear' | 'exponential';
  /** Rate at the end as a share of the height. Default 0.01. */
  final?: number;
}

/** The learning rate when a share `progress` of the run (0 … 1) is done. */
export function learningRate(options: ScheduleOptions, progress: number): number {
  const { peakRate, warmUp = 0.03, hold = 0, decay = 'cosine', final = 0.01 } = options;
  if (progress < warmUp) return peakRate * Math.max(0.01, progress / warmUp);
  if (progress < warmUp + hold) return peakRate;
  const fallen = Math.min(1, (progress - warmUp - hold) / Math.max(1e-9, 1 - warmUp - hold));
  if (decay === 'exponential') return peakRate * final ** fallen;
  const left = decay === 'linear' ? 1 - fallen : (1 + Math.cos(Math.PI * fallen)) / 2;
  return peakRate * (final + (1 - final) * left);
}
