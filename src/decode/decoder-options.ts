/** The decoder's knobs, each with advice, and their check. */
import { InputError } from '../errors.js';

/** All scores and beams are natural logs. */
export interface DecoderOptions {
  /**
   * Hypotheses worse than the best of their frame by more than this are dropped. Larger is slower and more accurate.
   * Scale it with `acousticScale`. Suggested values: 11 to 16; `Infinity` searches everything.
   */
  beam: number;
  /**
   * The same for hypotheses that have just completed a word or a silence, where the language model fans out; never
   * effective above `beam`. Suggested values: 0.5 to 0.8 times `beam`.
   */
  wordBeam: number;
  /**
   * At most about this many hypotheses survive a frame (a histogram decides, so that ties may exceed it). Bounds the
   * time of the worst frames. Suggested values: 2000 to 10000.
   */
  maxActive: number;
  /** Alternatives worse than the best path by more than this are left out of the lattice. Suggested values: 4 to 10. */
  latticeBeam: number;
  /**
   * Factor on language-model log probabilities. Frame scores are too sure of themselves (frames are not independent),
   * which this balances. Suggested values: 8 to 15 for Gaussian mixtures, 1 to 3 for scaled posteriors of a network
   * trained as a whole; tune on held-out data. 0 ignores the language model, except for what it forbids.
   */
  languageWeight: number;
  /**
   * Subtracted for every word. Positive values suppress inserted short words, negative ones encourage words. Tune
   * after `languageWeight`. Suggested values: -1 to 3.
   */
  wordInsertionPenalty: number;
  /**
   * Factor on acoustic log-likelihoods (not on the network's transitions). Only the ratio to `languageWeight` and the
   * beams matters; keep 1 unless the beams were tuned for another scale.
   */
  acousticScale: number;
  /**
   * Factor on whole path scores before they become probabilities in confidences. Suggested value: 1 / languageWeight,
   * which is taken if this is not given and the weight exceeds 1.
   */
  posteriorScale: number;
  /**
   * Number of memories of the past, about 30 bytes each, from which on the dead ends among them are cleared away when
   * they may have doubled. Changes no result. Suggested values: 10000 to 1000000.
   */
  traceArcs: number;
  /**
   * Best log unigram reachable from each node (see `unigramLookahead`), to prune inside words by what the language
   * model will say. Changes no complete score. // [N]
   */
  lookahead?: Float32Array;
}

export const DECODER_DEFAULTS: Readonly<DecoderOptions> = {
  beam: 14,
  wordBeam: 10,
  maxActive: 6000,
  latticeBeam: 6,
  languageWeight: 1,
  wordInsertionPenalty: 0,
  acousticScale: 1,
  posteriorScale: 1,
  traceArcs: 100000,
};

const FINITE = ['languageWeight', 'wordInsertionPenalty', 'acousticScale', 'posteriorScale'] as const;
const POSITIVE = ['beam', 'wordBeam', 'maxActive', 'acousticScale', 'posteriorScale', 'traceArcs'] as const;
const NOT_NEGATIVE = ['latticeBeam', 'languageWeight'] as const;

/**
 * The defaults with `options` laid over them.
 * @throws InputError `decoder-option` when a value is out of range.
 */
export function decoderOptions(options: Partial<DecoderOptions>): DecoderOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const merged: DecoderOptions = { ...DECODER_DEFAULTS, ...given };
  if (options.posteriorScale === undefined) merged.posteriorScale = 1 / Math.max(1, merged.languageWeight);
  for (const name of FINITE) {
    demand(name, merged[name], Number.isFinite(merged[name]), 'a finite number');
  }
  for (const name of POSITIVE) {
    demand(name, merged[name], merged[name] > 0, 'a number above 0');
  }
  for (const name of NOT_NEGATIVE) {
    demand(name, merged[name], merged[name] >= 0, 'a number of at least 0');
  }
  return merged;
}

function demand(name: string, value: number, condition: boolean, expected: string): void {
  if (condition) return;
  throw new InputError({
    code: 'decoder-option',
    found: `${name} = ${value}`,
    expected,
    remedy: `Give ${name} a value in this range or leave it out to use its default.`,
  });
}
