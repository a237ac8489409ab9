/**
 * Another length of vocal tract (Jaitly and Hinton 2013, "Vocal tract length perturbation"), on cached cepstra at training
 * time: the log mel spectrum is read at frequencies divided by a factor, between its bands by cubics. As many
 * coefficients as mel bands are kept, so this is one matrix on cepstra.
 */
import { featureStatistics, normalizeUtterance } from '../../audio/cmvn.js';

const TOP_HZ = 8000;
/** From here on, as a share of the top, a straight line leads to the top, which stays. */
const BEND = 0.85;

/**
 * Features as of a voice whose frequencies are `warp` times as high.
 * @param features - cepstra normalised over the utterance, D coefficients of D mel bands. // [T, D]
 * @param variance - what was normalised away, besides the mean. // [D]
 * @returns the same of the warped utterance: normalised anew, and what that took away. // [T, D], [D]
 */
export function warpFeatures(
  features: Float32Array,
  variance: Float64Array,
  warp: number,
): { features: Float32Array; variance: Float64Array } {
  const D = variance.length;
  const matrix = cepstralMatrix(bandMatrix(D, warp), D);
  const deviation = variance.map((v) => (v > 0 ? Math.sqrt(v) : 1));
  for (let row = 0; row < D * D; row += D) {
    for (let i = 0; i < D; i++) matrix[row + i]! *= deviation[i]!;
  }
  const data = new Float32Array(features.length); // [T, D]
  for (let at = 0; at < data.length; at += D) {
    for (let j = 0; j < D; j++) {
      let sum = 0;
      for (let i = 0; i < D; i++) sum += matrix[j * D + i]! * features[at + i]!;
      data[at + j] = sum;
    }
  }
  const warped = { data, frames: data.length / D, dimensions: D };
  return {
    features: normalizeUtterance(warped, { variance: true }).data,
    variance: featureStatistics(warped).variance,
  };
}

/** Log mel bands → those of the warped voice. // [D, D] */
function bandMatrix(D: number, warp: number): Float64Array {
  const out = new Float64Array(D * D);
  const bandMel = mel(TOP_HZ) / (D + 1);
  for (let b = 0; b < D; b++) {
    const from = mel(unwarped(hz((b + 1) * bandMel), warp)) / bandMel - 1;
    const position = Math.max(0, Math.min(D - 1, from));
    const left = Math.min(D - 2, Math.floor(position));
    catmullRom(position - left).forEach((weight, k) => {
      // Beyond the ends the last band is drawn out.
      const band = Math.max(0, Math.min(D - 1, left - 1 + k));
      out[b * D + band]! += weight;
    });
  }
  return out;
}

/** Where that which is heard at `f` Hz was before the warp. */
export function unwarped(f: number, warp: number): number {
  const bend = BEND * TOP_HZ * Math.min(1, warp);
  if (f <= bend) return f / warp;
  return TOP_HZ - ((TOP_HZ - f) * (TOP_HZ - bend / warp)) / (TOP_HZ - bend);
}

/** Weights of the values at −1, 0, 1, 2 for a place x between 0 and 1. */
function catmullRom(x: number): number[] {
  return [
    x * (-0.5 + x * (1 - 0.5 * x)),
    1 + x * x * (-2.5 + 1.5 * x),
    x * (0.5 + x * (2 - 1.5 * x)),
    x * x * (-0.5 + 0.5 * x),
  ];
}

/** F B F⁻¹, F being the cosine transform c[i] = 2 Σ_b m[b] cos(π i (b + ½) / D). // [D, D] */
function cepstralMatrix(bands: Float64Array, D: number): Float64Array {
  const cosine = (i: number, b: number) => Math.cos((Math.PI * i * (b + 0.5)) / D);
  const inverse = table(D, (b, i) => (i === 0 ? 0.5 : cosine(i, b)) / D);
  return product(
    table(D, (i, b) => 2 * cosine(i, b)),
    product(bands, inverse, D),
    D,
  );
}

function table(D: number, value: (row: number, column: number) => number): Float64Array {
  return Float64Array.from({ length: D * D }, (_, at) => value(Math.floor(at / D), at % D));
}

function product(a: Float64Array, b: Float64Array, D: number): Float64Array {
  return table(D, (row, column) => {
    let sum = 0;
    for (let k = 0; k < D; k++) sum += a[row * D + k]! * b[k * D + column]!;
    return sum;
  });
}

function mel(hz: number): number {
  return 1125 * Math.log(1 + hz / 700);
}

function hz(mel: number): number {
  return 700 * (Math.exp(mel / 1125) - 1);
}
