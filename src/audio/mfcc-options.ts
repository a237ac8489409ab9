/** What can be chosen about MFCCs, with defaults, checked once. */
import { InputError } from '../errors.js';

/** Samples in a frame: 25 ms at 16 kHz. */
export const FRAME_LENGTH = 400;
/** Samples from one frame to the next: 10 ms at 16 kHz. */
export const HOP_LENGTH = 160;
/** Frames are zero-padded to the next power of two for the Fourier transform. */
export const FFT_LENGTH = 512;
/** Milliseconds from one frame to the next. */
export const HOP_MS = 10;

/** Choices about MFCC extraction. All are optional; models must be used with the options they were trained with. */
export interface MfccOptions {
  /** Cepstral coefficients kept per frame, c0 included, 1 … 40. Default 13; try 40 for a neural network. */
  coefficients?: number;
  /** Triangular mel filters, at least as many as `coefficients`, at most 80. Default 26, or `coefficients` if more. */
  melBands?: number;
  /** y[n] = x[n] − preEmphasis · x[n − 1] within each frame, 0 … 1. Default 0.97; 0 turns it off. */
  preEmphasis?: number;
  /** Window over the 400 samples: Hamming, or Kaldi's `povey` (a Hann window to the power 0.85). Default `hamming`. */
  window?: 'hamming' | 'povey';
  /**
   * Who computes: meyda, or the same formulas written for speed, some twenty times as fast. The results differ by
   * rounding alone, so models do not care and do not say. Default `plain`; `meyda` is what it is tested against.
   */
  engine?: 'meyda' | 'plain';
}

/** {@link MfccOptions} with every choice made. */
export type ResolvedMfccOptions = Required<MfccOptions>;

/** What a model says of its cepstra: everything but who computes them, though models of old say that too. */
export type MfccShape = Omit<ResolvedMfccOptions, 'engine'>;

/**
 * Fills in the defaults and checks the rest.
 * @throws InputError `mfcc-bad-option`
 */
export function resolveMfccOptions(options: MfccOptions): ResolvedMfccOptions {
  const coefficients = options.coefficients ?? 13;
  const melBands = options.melBands ?? Math.max(26, coefficients);
  const preEmphasis = options.preEmphasis ?? 0.97;
  const window = options.window ?? 'hamming';
  const engine = options.engine ?? 'plain';
  requireOption(
    Number.isInteger(coefficients) && coefficients >= 1 && coefficients <= 40,
    `coefficients ${coefficients}`,
    'an integer from 1 to 40',
  );
  requireOption(
    Number.isInteger(melBands) && melBands >= coefficients && melBands <= 80,
    `melBands ${melBands}`,
    `an integer from ${coefficients} (the coefficients) to 80`,
  );
  requireOption(preEmphasis >= 0 && preEmphasis <= 1, `preEmphasis ${preEmphasis}`, 'a number from 0 to 1');
  requireOption(window === 'hamming' || window === 'povey', `window ${window}`, 'hamming or povey');
  requireOption(engine === 'meyda' || engine === 'plain', `engine ${engine}`, 'meyda or plain');
  return { coefficients, melBands, preEmphasis, window, engine };
}

function requireOption(holds: boolean, found: string, expected: string): void {
  if (holds) return;
  const remedy = 'Correct the MFCC options.';
  throw new InputError({ code: 'mfcc-bad-option', found, expected, remedy });
}
