/** Loudness: how much power a sound has, mixing sounds at a given ratio, and what overdriven inputs do. */

/** Mean square of the samples. */
export function power(samples: Float32Array): number {
  let sum = 0;
  for (const x of samples) sum += x * x;
  return sum / Math.max(1, samples.length);
}

/** Multiplies every sample by 10^(decibels / 20), in place. */
export function amplify(samples: Float32Array, decibels: number): void {
  const factor = 10 ** (decibels / 20);
  for (let i = 0; i < samples.length; i++) samples[i]! *= factor;
}

/**
 * Adds noise at a level such that signal power is `snrDb` decibels above noise power, in place. Where either is silent
 * nothing is added.
 *
 * @param noise - at least as long. // [≥ N]
 */
export function addAtSnr(samples: Float32Array, noise: Float32Array, snrDb: number): void {
  const present = power(noise.subarray(0, samples.length));
  if (present === 0) return;
  const factor = Math.sqrt(power(samples) / present / 10 ** (snrDb / 10));
  for (let i = 0; i < samples.length; i++) samples[i]! += factor * noise[i]!;
}

/** Flattens what exceeds `ratio` of the largest sample, in place. */
export function clip(samples: Float32Array, ratio: number): void {
  let largest = 0;
  for (const x of samples) largest = Math.max(largest, Math.abs(x));
  limit(samples, ratio * largest);
}

/** Flattens what exceeds ±`largest`, in place. */
export function limit(samples: Float32Array, largest: number): void {
  for (let i = 0; i < samples.length; i++) samples[i] = Math.max(-largest, Math.min(largest, samples[i]!));
}
