/** What votes on a text, seen from outside: the scorer knows its members only by this. */
import type { Token } from '../text/review/tokens.js';

/** One of the models whose votes make a score. It keeps no state between calls. */
export interface ScorerMember extends Disposable {
  /**
   * Natural-log odds, on a scale of its own, that each text is positive: finite, 0 where it has no opinion. Results
   * stand in the order of the texts and depend on nothing else in the batch.
   */
  logits(texts: readonly (readonly Token[])[]): Float64Array; // [N]
  /** What each token adds to the text's logit, exactly, where the member is linear. */
  contributions?(text: readonly Token[]): Float64Array; // [tokens]
  /** Frees what it holds; calling it twice does no harm. */
  close(): void;
}
