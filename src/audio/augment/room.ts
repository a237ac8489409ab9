/** Rooms: the impulse response of one made by chance, and speech as it sounds there. */
import type { Random } from '../../random.js';
import { SAMPLE_RATE_HZ } from '../audio-clip.js';
import { convolve } from './convolve.js';

export interface Room {
  /** Seconds in which the sound dies away by 60 dB. Living rooms 0.3 to 0.6, halls above 1. */
  reverberationSeconds: number;
  /** Power of the direct sound over that of all reflections: near the microphone 10 and more, far away below 0. */
  directToReverberantDb: number;
  /** Seconds from the direct sound to the first reflection. */
  gapSeconds: number;
  /** Share of each sample of the reflections that lingers: walls take away high frequencies. 0 … 0.9 */
  damping: number;
}

/**
 * Polack's model (1988): reflections as Gaussian noise that decays exponentially. The direct sound is sample 0 and has
 * height 1, so speech stays at its time and level.
 *
 * @returns the impulse response, down to −60 dB. // [gap + reverberation time]
 */
export function roomResponse(room: Room, random: Random): Float32Array {
  const gap = Math.max(1, Math.round(room.gapSeconds * SAMPLE_RATE_HZ));
  const decay = Math.round(room.reverberationSeconds * SAMPLE_RATE_HZ);
  const response = new Float32Array(gap + decay);
  let lingering = 0;
  let energy = 0;
  for (let n = 0; n < decay; n++) {
    lingering = room.damping * lingering + (1 - room.damping) * random.normal();
    const value = lingering * 10 ** ((-3 * n) / decay);
    response[gap + n] = value;
    energy += value * value;
  }
  const level = Math.sqrt(10 ** (-room.directToReverberantDb / 10) / Math.max(energy, 1e-20));
  for (let n = gap; n < response.length; n++) response[n]! *= level;
  response[0] = 1;
  return response;
}

/** Places speech in a room. @returns a new array of the same length. // [N] */
export function reverberate(samples: Float32Array, room: Room, random: Random): Float32Array {
  return convolve(samples, roomResponse(room, random));
}
