/**
 * Quiet around a clip that was cut close to its only word. An encoder that reads both ways has nothing to go by before
 * such a clip and after it, and the clip's mean is that of the word alone; a moment of faint noise on either side helps.
 * Longer clips have pauses of their own and are left alone, as are those too short to be anything.
 */
import { createRandom } from '../random.js';
import { SAMPLE_RATE_HZ } from './audio-clip.js';
import { power } from './augment/level.js';

/** Seconds laid before a clip and behind it. */
export interface Margins {
  leadSeconds: number;
  tailSeconds: number;
}

/** To be raised whenever anything below gives other sound. */
export const MARGINS_VERSION = 1;

/** Whole frames of scores, which come every 30 ms: those of the clip stay where they were. */
const MARGIN_SECONDS = 0.09;
const LONGEST_CLIP_SECONDS = 1.5;
/** What the first or the last moment must be louder than, compared with the clip, for speech to be cut there. */
const LOUD_DB = -20;
const EDGE_SECONDS = 0.03;
/** Level of the noise, compared with the clip. */
const NOISE_DB = -40;
const SEED = 1;

/**
 * Lays margins where the clip wants them: none around margins laid before.
 * @param samples - 16 kHz mono, left as they are. // [N]
 * @returns the same array where no margin is wanted
 */
export function layMargins(samples: Float32Array): Margins & { samples: Float32Array } {
  const level = power(samples);
  const edge = Math.round(EDGE_SECONDS * SAMPLE_RATE_HZ);
  const isShort = samples.length >= edge && samples.length <= LONGEST_CLIP_SECONDS * SAMPLE_RATE_HZ;
  if (!isShort || !(level > 0)) return { samples, leadSeconds: 0, tailSeconds: 0 };
  const loud = level * 10 ** (LOUD_DB / 10);
  const margin = (end: Float32Array): number => (power(end) > loud ? MARGIN_SECONDS : 0);
  const leadSeconds = margin(samples.subarray(0, edge));
  const tailSeconds = margin(samples.subarray(-edge));
  if (leadSeconds + tailSeconds === 0) return { samples, leadSeconds, tailSeconds };
  const lead = Math.round(leadSeconds * SAMPLE_RATE_HZ);
  const tail = Math.round(tailSeconds * SAMPLE_RATE_HZ);
  const random = createRandom(SEED);
  const amplitude = Math.sqrt(level) * 10 ** (NOISE_DB / 20);
  const wide = Float32Array.from({ length: lead + samples.length + tail }, () => amplitude * random.normal());
  for (let n = 0; n < samples.length; n++) wide[lead + n]! += samples[n]!;
  return { samples: wide, leadSeconds, tailSeconds };
}
