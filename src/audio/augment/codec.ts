/** Coded sound: the telephone's mu-law, coarse steps, and the holes that codecs at few bits leave in the spectrum. */
import { SAMPLE_RATE_HZ } from '../audio-clip.js';
import { Mdct } from './mdct.js';

const MU = 255;
const MDCT_SIZE = 512;
/** Steps of the mel scale to one band of the coder: about 20 bands. */
const MEL_PER_BAND = 140;

/** Through 8-bit mu-law and back (ITU-T G.711 in its continuous form), in place. Full scale is 1. */
export function muLaw(samples: Float32Array): void {
  for (let i = 0; i < samples.length; i++) {
    const x = Math.max(-1, Math.min(1, samples[i]!));
    const compressed = (Math.sign(x) * Math.log1p(MU * Math.abs(x))) / Math.log1p(MU);
    const code = Math.round(compressed * 127) / 127;
    samples[i] = (Math.sign(code) * Math.expm1(Math.abs(code) * Math.log1p(MU))) / MU;
  }
}

/** Rounds to `bits` bits, in place. Full scale is 1. */
export function quantize(samples: Float32Array, bits: number): void {
  const steps = 2 ** (bits - 1);
  for (let i = 0; i < samples.length; i++) samples[i] = Math.round(samples[i]! * steps) / steps;
}

export interface CoderQuality {
  /** Signal over quantisation noise in the lowest band, in decibels. Suggested: 5 to 25. */
  snrDb: number;
  /** By how much that falls from the lowest band to the highest. Suggested: 0 to 15. */
  tiltDb: number;
  /** Bands this far below the frame's loudest are not coded at all. Suggested: 30 to 60. */
  floorDb: number;
}

/**
 * What a transform coder at few bits does, the coder itself left out: MDCT coefficients are rounded to steps chosen for
 * each band and frame by the band's energy. Where steps are wide, most coefficients vanish.
 *
 * @returns a new array. // [N]
 */
export function codeSpectrum(samples: Float32Array, { snrDb, tiltDb, floorDb }: CoderQuality): Float32Array {
  const mdct = new Mdct(MDCT_SIZE);
  const edges = bandEdges();
  const bands = edges.length - 1;
  const coefficients = new Float64Array(MDCT_SIZE);
  const energies = new Float64Array(bands);
  const out = new Float32Array(samples.length);
  for (let at = -MDCT_SIZE; at < samples.length; at += MDCT_SIZE) {
    mdct.forward(samples, at, coefficients);
    let loudest = 0;
    for (let b = 0; b < bands; b++) {
      let sum = 0;
      for (let k = edges[b]!; k < edges[b + 1]!; k++) sum += coefficients[k]! ** 2;
      energies[b] = sum / (edges[b + 1]! - edges[b]!);
      loudest = Math.max(loudest, energies[b]!);
    }
    const floor = loudest / 10 ** (floorDb / 10);
    for (let b = 0; b < bands; b++) {
      const noise = energies[b]! / 10 ** ((snrDb - (tiltDb * b) / (bands - 1)) / 10);
      // Rounding to steps Δ makes noise of power Δ² / 12.
      const step = Math.sqrt(12 * noise);
      for (let k = edges[b]!; k < edges[b + 1]!; k++) {
        coefficients[k] = energies[b]! <= floor ? 0 : step * Math.round(coefficients[k]! / step);
      }
    }
    mdct.inverse(coefficients, out, at);
  }
  return out;
}

/** First coefficients of bands equally wide in mel, and the number of coefficients. */
function bandEdges(): number[] {
  const top = 1127 * Math.log(1 + SAMPLE_RATE_HZ / 2 / 700);
  const bands = Math.round(top / MEL_PER_BAND);
  return Array.from({ length: bands + 1 }, (_, b) => {
    const hz = 700 * Math.expm1((b * top) / bands / 1127);
    return Math.round((hz * MDCT_SIZE) / (SAMPLE_RATE_HZ / 2));
  });
}
