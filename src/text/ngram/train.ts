/** Sentences → language model: encode, count, estimate. */
import { type EncodeOptions, encodeCorpus } from './corpus.js';
import { countNgrams } from './count.js';
import { estimateKneserNey } from './kneser-ney.js';
import { NgramModel } from './model.js';
import { checkOption } from './options.js';
import { NgramVocabulary } from './vocabulary.js';

export interface TrainNgramOptions extends EncodeOptions {
  /** Length of the longest n-grams, 1 to 5. Default 3. */
  order?: number;
  /**
   * n-grams seen less often than this are dropped, per order from 1; the last number holds for longer ones too. They
   * must not fall, and the first is 1 (rare words: {@link EncodeOptions.minWordCount}). Default [1]; [1, 1, 2] makes a
   * trigram model several times smaller for a few per cent of perplexity.
   */
  minCounts?: readonly number[];
  /**
   * `continuation`, the default, is Kneser–Ney. `raw` keeps the corpus' own frequencies in shorter n-grams: somewhat
   * worse alone, but its histories have the right probability, which entropy pruning asks for.
   */
  lowerOrders?: 'continuation' | 'raw';
  /** Told what is being done. */
  log?: (message: string) => void;
}

/**
 * Trains an interpolated modified Kneser–Ney model.
 * @param sentences - words as they shall stand in the model; read once, in order, and not kept
 * @throws InputError `ngram-bad-option`, and those of {@link encodeCorpus}
 */
export function trainNgram(
  sentences: Iterable<readonly string[]>,
  options: TrainNgramOptions = {},
): NgramModel {
  const { order = 3, minCounts = [1], lowerOrders = 'continuation', closedVocabulary = false, log } = options;
  const minWordCount = options.minWordCount ?? 1;
  checkOption(
    Number.isInteger(order) && order >= 1 && order <= 5,
    `order ${order}`,
    'a whole number from 1 to 5',
  );
  checkOption(minWordCount >= 1, `minWordCount ${minWordCount}`, 'a number of 1 or more');
  checkOption(
    minCounts[0] === 1 && minCounts.every((count, i) => i === 0 || count >= minCounts[i - 1]!),
    `minCounts [${minCounts.join(', ')}]`,
    'numbers that begin with 1 and do not fall',
  );
  checkOption(
    lowerOrders === 'raw' || lowerOrders === 'continuation',
    `lowerOrders ${lowerOrders}`,
    "'continuation' or 'raw'",
  );
  const { tokens, words } = encodeCorpus(sentences, options);
  log?.(`${tokens.length} tokens, ${words.length} words`);
  const levels = countNgrams(tokens, words.length, order);
  log?.(`n-grams: ${levels.map(({ word }) => word.length).join(', ')}`);
  const { trie, discounts } = estimateKneserNey(levels, {
    minCounts: levels.map((_, i) => minCounts[i] ?? minCounts.at(-1)!),
    lowerOrders,
    closedVocabulary,
  });
  discounts.forEach(({ values, isFallback }, i) => {
    const [, ...shown] = values;
    log?.(
      `order ${i + 1}: discounts ${shown.map((d) => d.toFixed(4)).join(' ')}${isFallback ? ' (fall-back)' : ''}`,
    );
  });
  return new NgramModel(NgramVocabulary.fromWords(words), trie);
}
