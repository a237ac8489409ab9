/** Model → ARPA text, with enough digits that reading it gives the same float32 numbers. */
import type { NgramTrie } from './trie.js';
import type { NgramVocabulary } from './vocabulary.js';

/** Where ARPA readers take a probability for zero. */
export const ARPA_ZERO = -99;
const PIECE = 1 << 16;

/** The text in pieces of some 64 KB. */
export function* arpaText(vocabulary: NgramVocabulary, trie: NgramTrie): Generator<string> {
  const { order, levelStart } = trie;
  const words = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.word(id));
  let text = '\\data\\\n';
  for (let n = 1; n <= order; n++) text += `ngram ${n}=${levelStart[n + 1]! - levelStart[n]!}\n`;

  /** All n-grams of length n below `state`, which is `history`, of words of number `length`. */
  function* below(state: number, length: number, history: string, n: number): Generator<string> {
    const end = trie.firstChild(state + 1);
    for (let child = trie.firstChild(state); child < end; child++) {
      const ngram = `${history}${words[trie.word(child)]!}`;
      const own = trie.ownState(child, length + 1);
      if (length + 1 === n) text += line(ngram, trie.logProb(child), own < 0 ? 0 : trie.backoff(own));
      else if (own >= 0) yield* below(own, length + 1, `${ngram} `, n);
    }
    if (text.length > PIECE) {
      yield text;
      text = '';
    }
  }
  for (let n = 1; n <= order; n++) {
    text += `\n\\${n}-grams:\n`;
    yield* below(0, 0, '', n);
  }
  yield `${text}\n\\end\\\n`;
}

function line(ngram: string, logProb: number, backoff: number): string {
  const prob = log10(logProb);
  return backoff === 0 ? `${prob}\t${ngram}\n` : `${prob}\t${ngram}\t${log10(backoff)}\n`;
}

/** Nine digits tell any two float32 numbers apart, also after the change of base. */
function log10(logProb: number): string {
  if (logProb === Number.NEGATIVE_INFINITY) return String(ARPA_ZERO);
  return String(Number((logProb / Math.LN10).toPrecision(9)));
}
