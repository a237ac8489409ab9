/** What a user did wrong, said so that it teaches: a code, what was found, what was expected, what to do. */

/** The three parts of an explanation that every {@link InputError} carries. */
export interface Explanation {
  /** Stable machine-readable code in kebab-case, e.g. `audio-empty-file`. */
  code: string;
  /** What was found, e.g. `0 bytes`. */
  found: string;
  /** What was expected, e.g. `a RIFF/WAVE header`. */
  expected: string;
  /** What to do about it, as an imperative sentence. */
  remedy: string;
}

/**
 * Bad input or bad usage: exit code 2 on the command line, HTTP 4xx in the server. Anything else that is
 * thrown is a fault of ours.
 */
export class InputError extends Error implements Explanation {
  readonly code: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;

  constructor(explanation: Explanation, options?: { cause?: unknown }) {
    super(
      `${explanation.code}: found ${explanation.found}, expected ${explanation.expected}. ${explanation.remedy}`,
      options,
    );
    this.name = 'InputError';
    this.code = explanation.code;
    this.found = explanation.found;
    this.expected = explanation.expected;
    this.remedy = explanation.remedy;
  }
}

/** Something worth saying about input that was nevertheless understood (silence, clipping). */
export interface Warning {
  /** Stable machine-readable code in kebab-case, e.g. `audio-clipped`. */
  code: string;
  message: string;
}
