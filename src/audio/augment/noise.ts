/** Noise made by formula: hiss, rumble and hum, steady or coming and going. Levels are left to the mixing. */
import type { Random } from '../../random.js';
import { SAMPLE_RATE_HZ } from '../audio-clip.js';

export type NoiseColour = 'white' | 'pink' | 'brown' | 'hum';
export const NOISE_COLOURS: readonly NoiseColour[] = ['white', 'pink', 'brown', 'hum'];

/** Poles and gains of Kellet's filter, whose response to white noise falls by 3 dB an octave within 0.05 dB. */
const PINK_POLES = [0.99886, 0.99332, 0.969, 0.8665, 0.55, -0.7616];
const PINK_GAINS = [0.0555179, 0.0750759, 0.153852, 0.3104856, 0.5329522, -0.016898];
/** Corner of brown noise, below which it is flat: 16000 (1 − pole) / 2π = 13 Hz. */
const BROWN_POLE = 0.995;
const HARMONICS = 12;

/** @returns noise of about unit power before colouring. // [N] */
export function makeNoise(colour: NoiseColour, length: number, random: Random): Float32Array {
  if (colour === 'hum') return makeHum(length, random);
  const white = Float32Array.from({ length }, () => Math.sqrt(12) * (random.next() - 0.5));
  if (colour === 'pink') return pinken(white);
  if (colour === 'brown') return brown(white);
  return white;
}

/** Paul Kellet's "refined" filter (musicdsp.org, 1999). */
function pinken(white: Float32Array): Float32Array {
  const state = new Float64Array(PINK_POLES.length);
  let late = 0;
  return white.map((x) => {
    let sum = late + 0.5362 * x;
    for (let i = 0; i < state.length; i++) {
      state[i] = PINK_POLES[i]! * state[i]! + PINK_GAINS[i]! * x;
      sum += state[i]!;
    }
    late = 0.115926 * x;
    return sum;
  });
}

/** A leaky sum: falls by 6 dB an octave above its corner. */
function brown(white: Float32Array): Float32Array {
  let sum = 0;
  return white.map((x) => {
    sum = BROWN_POLE * sum + x;
    return sum;
  });
}

/** Mains: 50 or 60 Hz and its harmonics, each weaker than the last on average, at any phase. */
function makeHum(length: number, random: Random): Float32Array {
  const mainsHz = random.int(2) === 0 ? 50 : 60;
  const out = new Float32Array(length);
  for (let k = 1; k <= HARMONICS; k++) {
    const amplitude = random.next() / k;
    const step = (2 * Math.PI * mainsHz * k) / SAMPLE_RATE_HZ;
    const phase = 2 * Math.PI * random.next();
    for (let n = 0; n < length; n++) out[n]! += amplitude * Math.sin(step * n + phase);
  }
  return out;
}

/** Lets noise come and go at a rate between 0.2 and 3 Hz, by up to 20 dB, in place. */
export function sway(noise: Float32Array, random: Random): void {
  const depth = 10 * random.next() * (Math.LN10 / 20); // 10 dB either way
  const step = (2 * Math.PI * (0.2 + 2.8 * random.next())) / SAMPLE_RATE_HZ;
  const phase = 2 * Math.PI * random.next();
  for (let n = 0; n < noise.length; n++) noise[n]! *= Math.exp(depth * Math.sin(step * n + phase));
}
