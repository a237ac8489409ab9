/**
 * An n-gram model's words with their pronunciations, ready to be searched: the lexicon tree of the model, beside it a
 * small tree of what the user added. Words are numbered as in the language model, added ones after them.
 */
import { Decoder } from '../decode/decoder.js';
import type { DecoderOptions } from '../decode/decoder-options.js';
import type { WordAutomaton } from '../decode/language-model.js';
import { buildLexiconTree, type LexiconTree } from '../decode/lexicon-tree.js';
import type { WordNames } from '../decode/network.js';
import type { PhoneContext } from '../decode/phone-hmm.js';
import type { Pronunciation } from '../decode/pronunciation-tree.js';
import { treeNetwork } from '../decode/tree-network.js';
import { NgramAutomaton } from '../text/ngram/automaton.js';
import type { NgramModel } from '../text/ngram/model.js';
import { RESERVED_WORDS, UNKNOWN_ID } from '../text/ngram/vocabulary.js';
import { BoostedAutomaton } from './boosted-automaton.js';
import type { Vocabulary } from './vocabulary.js';

/** What a word that was added is taken to have as its unigram probability: it was added because it is expected. */
const ADDED_WORD_LOG_PROBABILITY = Math.log(3e-4);
/** A word that the model all but rules out can still be spoken: look-ahead must be finite. */
const LEAST_LOG_PROBABILITY = -30;
const RESERVED = RESERVED_WORDS.length;

export class LargeVocabulary {
  /** Words of the model. */
  private readonly modelWords: number;
  /** Words beyond these, and their places among them. */
  private readonly newWords: string[] = [];
  private readonly placeOf = new Map<string, number>();
  private readonly added: Pronunciation[] = [];
  private readonly boosts = new Map<number, number>();

  /** @param tree - pronunciations of the model's words: word w is the model's word w + 3, behind the reserved ones. */
  constructor(
    private readonly model: NgramModel,
    private readonly tree: LexiconTree,
  ) {
    this.modelWords = model.vocabulary.size - RESERVED;
  }

  /** Adds words, or pronunciations of words that are there. */
  add({ words, pronunciations }: Vocabulary): void {
    const numbers = words.map((word) => this.number(word));
    for (const entry of pronunciations) this.added.push({ ...entry, word: numbers[entry.word]! });
  }

  /** Adds the words that are not there. */
  addMissing({ words, pronunciations }: Vocabulary): void {
    const isNew = words.map((word) => !this.has(word));
    for (const entry of pronunciations) {
      if (isNew[entry.word]) this.added.push({ ...entry, word: this.number(words[entry.word]!) });
    }
  }

  /** Expects a word more than the language model does, by `boost` on its natural-log probability. */
  expect(word: string, boost: number): void {
    this.boosts.set(this.number(word), boost);
  }

  /** Whether a word, by its number, was added, or is expected more than the language model does. */
  isUsers(word: number): boolean {
    return word >= this.modelWords || this.boosts.has(word);
  }

  /** Makes the decoder over these words. */
  openDecoder(context: PhoneContext, silenceProbability: number, options: Partial<DecoderOptions>): Decoder {
    const { languageWeight = 1, wordInsertionPenalty = 0 } = options;
    const { automaton, unigramLogProb } = this.language();
    const trees = [this.tree, buildLexiconTree(this.added)];
    const network = treeNetwork(trees, this.names(), context, {
      silenceProbability,
      languageWeight,
      wordInsertionPenalty,
      unigramLogProb,
    });
    return new Decoder(network, automaton, options);
  }

  private has(word: string): boolean {
    return this.model.vocabulary.id(word) !== undefined || this.placeOf.has(word);
  }

  /** Number of a word, a new one if it was not there. */
  private number(word: string): number {
    const id = this.model.vocabulary.id(word);
    if (id !== undefined && id >= RESERVED) return id - RESERVED;
    const known = this.placeOf.get(word);
    if (known !== undefined) return this.modelWords + known;
    const place = this.newWords.push(word) - 1;
    this.placeOf.set(word, place);
    return this.modelWords + place;
  }

  /** Words by number. */
  private names(): WordNames {
    const { model, modelWords, newWords } = this;
    return {
      length: modelWords + newWords.length,
      at: (word) =>
        word < modelWords ? model.vocabulary.word(word + RESERVED) : newWords[word - modelWords],
    };
  }

  /** The language model over these words, and what look-ahead may know of it. */
  private language(): { automaton: WordAutomaton; unigramLogProb: Float32Array } {
    const { model, modelWords, boosts } = this;
    const { trie } = model;
    const count = modelWords + this.newWords.length;
    const unknown = Math.max(trie.score(0, UNKNOWN_ID), LEAST_LOG_PROBABILITY);
    const unigramLogProb = new Float32Array(count).fill(ADDED_WORD_LOG_PROBABILITY);
    const ids = new Int32Array(count).fill(UNKNOWN_ID);
    for (let word = 0; word < modelWords; word++) {
      ids[word] = word + RESERVED;
      unigramLogProb[word] = Math.max(trie.score(0, word + RESERVED), LEAST_LOG_PROBABILITY);
    }
    const automaton = new NgramAutomaton(model, ids, {
      unknownLogPenalty: ADDED_WORD_LOG_PROBABILITY - unknown,
    });
    if (boosts.size === 0) return { automaton, unigramLogProb };
    const boost = new Float32Array(count);
    for (const [word, value] of boosts) {
      boost[word] = value;
      unigramLogProb[word]! += value;
    }
    return { automaton: new BoostedAutomaton(automaton, boost), unigramLogProb };
  }
}
