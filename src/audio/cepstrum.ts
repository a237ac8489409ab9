/** Windowed frame → cepstrum, by meyda or by a plain equivalent some twenty times as fast. */
import { createRequire } from 'node:module';
import { SAMPLE_RATE_HZ } from './audio-clip.js';
import { FFT_LENGTH, type ResolvedMfccOptions } from './mfcc-options.js';
import { PowerSpectrum } from './power-spectrum.js';

/** Writes the cepstrum of `frame` (windowed, zero-padded // [512]) to out[at] … out[at + coefficients − 1]. */
export type Cepstrum = (frame: Float32Array, out: Float32Array, at: number) => void;

/** Loaded when asked for: it takes longer to load than a clip's cepstra take to compute without it. */
const require = createRequire(import.meta.url);

/** The part of meyda that is used. Its own types describe the ES module build, Node loads the CommonJS one. */
interface Meyda {
  extract(feature: 'mfcc', signal: Float32Array): number[];
}

/**
 * A private copy of meyda's singleton, so that no other user's settings reach ours nor ours theirs. `extract` works
 * on `this`; meyda makes its own analyzers by the same copy. The filter bank is left undefined because meyda would
 * not rebuild one that was made for another sampling rate.
 */
export function meydaCepstrum({ melBands, coefficients }: ResolvedMfccOptions): Cepstrum {
  const meyda = Object.assign({}, require('meyda') as Meyda, {
    bufferSize: FFT_LENGTH,
    sampleRate: SAMPLE_RATE_HZ,
    melBands,
    numberOfMFCCCoefficients: coefficients,
    windowingFunction: 'rect', // the frame comes windowed
    melFilterBank: undefined,
    barkScale: undefined,
  });
  return (frame, out, at) => out.set(meyda.extract('mfcc', frame), at);
}

/** The same numbers as {@link meydaCepstrum} but for rounding, from a real FFT and a sparse filter bank. */
export function plainCepstrum({ melBands, coefficients }: ResolvedMfccOptions): Cepstrum {
  const spectrum = new PowerSpectrum(FFT_LENGTH);
  const edges = melEdges(melBands);
  const logMel = new Float64Array(melBands);
  const cosines = Float64Array.from({ length: coefficients * melBands }, (_, at) => {
    const c = Math.floor(at / melBands);
    return 2 * Math.cos((Math.PI * c * ((at % melBands) + 0.5)) / melBands);
  }); // [coefficients, melBands]
  return (frame, out, at) => {
    spectrum.compute(frame);
    const { power } = spectrum;
    for (let b = 0; b < melBands; b++) {
      const left = edges[b]!;
      const centre = edges[b + 1]!;
      const right = edges[b + 2]!;
      let rising = 0;
      for (let k = left; k < centre; k++) rising += power[k]! * (k - left);
      let falling = 0;
      for (let k = centre; k < right; k++) falling += power[k]! * (right - k);
      const energy =
        (centre > left ? rising / (centre - left) : 0) + (right > centre ? falling / (right - centre) : 0);
      logMel[b] = Math.log(1 + energy);
    }
    for (let c = 0, row = 0; c < coefficients; c++) {
      let sum = 0;
      for (let b = 0; b < melBands; b++) sum += logMel[b]! * cosines[row++]!;
      out[at + c] = sum;
    }
  };
}

/**
 * FFT bins between which the triangles rise and fall: equally spaced on mel(f) = 1125 ln(1 + f / 700) from 0 to half
 * the sampling rate, rounded down, in single precision where meyda's are.
 */
function melEdges(melBands: number): Int32Array {
  const top = 1125 * Math.log(1 + SAMPLE_RATE_HZ / 2 / 700);
  return Int32Array.from({ length: melBands + 2 }, (_, i) => {
    const mel = Math.fround((i * top) / (melBands + 1));
    const hz = Math.fround(700 * (Math.exp(mel / 1125) - 1));
    return Math.floor(((FFT_LENGTH + 1) * hz) / SAMPLE_RATE_HZ);
  }); // [melBands + 2]
}
