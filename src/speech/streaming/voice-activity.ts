/**
 * Does somebody speak in this frame? By energy alone: well above the quietest of the last seconds, and not too far
 * below the loudest. Knows nothing of words; a door that slams is speech to it, and a recogniser finds no word there.
 */

/** Frames in a second. */
export const FRAMES_PER_SECOND = 100;

/** Frames over which power is averaged. */
const SMOOTHED = 5;
/** The noise floor is the least smoothed level of so many frames: speech has a gap in any three seconds. */
const FLOOR_FRAMES = 3 * FRAMES_PER_SECOND;
/** Speech stands so far above the floor … */
const ABOVE_FLOOR_DB = 9;
/** … and, where the floor is very low, no further than this below its own peaks: breath and reverberation do. */
const BELOW_PEAK_DB = 35;
/** Peaks are forgotten at this rate, so that a shout does not make the next speaker silence. */
const PEAK_FALL_DB = 5 / FRAMES_PER_SECOND;
/** Below this lies dither: the least floor, so that digital silence does not make it speech. */
const LEAST_FLOOR_DB = -80;

export class VoiceActivity {
  private readonly powers = new Float64Array(SMOOTHED);
  private readonly levels = new Float64Array(FLOOR_FRAMES);
  private frames = 0;
  private peak = Number.NEGATIVE_INFINITY;

  /** @param power - mean square of a frame of 10 ms, see {@link framePower} */
  isSpeech(power: number): boolean {
    this.powers[this.frames % SMOOTHED] = power;
    const heard = Math.min(++this.frames, SMOOTHED);
    let sum = 0;
    for (let i = 0; i < heard; i++) sum += this.powers[i]!;
    const level = Math.max(LEAST_FLOOR_DB, 10 * Math.log10(sum / heard));
    this.levels[this.frames % FLOOR_FRAMES] = level;
    this.peak = Math.max(level, this.peak - PEAK_FALL_DB);
    return level > Math.max(this.floor() + ABOVE_FLOOR_DB, this.peak - BELOW_PEAK_DB);
  }

  private floor(): number {
    const filled = Math.min(this.frames, FLOOR_FRAMES);
    let least = Number.POSITIVE_INFINITY;
    for (let age = 0; age < filled; age++) {
      least = Math.min(least, this.levels[(this.frames - age + FLOOR_FRAMES) % FLOOR_FRAMES]!);
    }
    return least;
  }
}

/**
 * Mean square of samples' differences y[n] = x[n] − 0.97 x[n − 1], in which neither hum nor a constant offset counts.
 * @param samples - in [-1, 1]. // [N]
 * @param before - the sample that came before
 */
export function framePower(samples: Float32Array, before: number): number {
  let sum = 0;
  let last = before;
  for (const sample of samples) {
    sum += (sample - 0.97 * last) ** 2;
    last = sample;
  }
  return sum / samples.length;
}
