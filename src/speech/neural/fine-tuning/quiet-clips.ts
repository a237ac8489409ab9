/**
 * Clips in which nobody speaks, made by formula: a model that is taught by speech alone finds words in silence too.
 * Loudness hardly matters, for features are normalised over each clip; what is quiet must be told by its shape.
 */
import { SAMPLE_RATE_HZ } from '../../../audio/audio-clip.js';
import { quantize } from '../../../audio/augment/codec.js';
import { amplify, power } from '../../../audio/augment/level.js';
import { makeNoise, NOISE_COLOURS, sway } from '../../../audio/augment/noise.js';
import type { Random } from '../../../random.js';
import type { SoundStore } from '../sound-store.js';
import { utteranceRandom } from '../write-features.js';

/** To be raised whenever anything below gives other sound for the same number. */
export const QUIET_VERSION = 1;

/** A microphone that is off, one whose last bit flickers, and one in an empty room. */
const ZERO_SHARE = 0.25;
const LAST_BIT_SHARE = 0.4;
const KNOCK_SHARE = 0.3;
const LAST_BIT = 2 ** -15;
/** Other chance than that of augmentation. */
const SEED = 4093;

/** Clip number `i` without speech, 0.3 to 3 seconds at 16 kHz; the same number gives the same sound. // [N] */
export function quietSamples(i: number): Float32Array {
  const random = utteranceRandom(SEED, i);
  const length = Math.round((0.3 + 2.7 * random.next()) * SAMPLE_RATE_HZ);
  const kind = random.next();
  if (kind < ZERO_SHARE) return new Float32Array(length);
  if (kind < LAST_BIT_SHARE) return Float32Array.from({ length }, () => (random.int(3) - 1) * LAST_BIT);
  const samples = makeNoise(NOISE_COLOURS[random.int(NOISE_COLOURS.length)]!, length, random);
  if (random.next() < 0.5) sway(samples, random);
  amplify(samples, -30 - 40 * random.next() - 10 * Math.log10(power(samples) + 1e-12));
  if (random.next() < KNOCK_SHARE) knock(samples, random);
  quantize(samples, 16);
  return samples;
}

/** One to three clicks that die away within some hundredths of a second, in place. */
function knock(samples: Float32Array, random: Random): void {
  for (let knocks = 1 + random.int(3); knocks > 0; knocks--) {
    const fade = Math.exp(-1 / ((0.003 + 0.03 * random.next()) * SAMPLE_RATE_HZ));
    let loudness = 0.3 * random.next();
    for (let n = random.int(samples.length); n < samples.length && loudness > LAST_BIT; n++) {
      samples[n]! += loudness * (2 * random.next() - 1);
      loudness *= fade;
    }
  }
}

/** The clips of `sound`, and after them `count` quiet ones. To be closed as `sound` is. */
export function withQuietClips(sound: SoundStore, count: number): SoundStore {
  return {
    count: sound.count + count,
    samples: (i) => (i < sound.count ? sound.samples(i) : quietSamples(i - sound.count)),
    close: () => sound.close(),
    [Symbol.dispose]: () => sound.close(),
  };
}
