/** Spelling → pronunciation for words that no dictionary has: proposals of the joint model, ranked by the reranker. */

import { InputError } from '../../errors.js';
import type { ModelFiles } from '../../model-files.js';
import { Lexicon } from '../lexicon/lexicon.js';
import type { Pronouncer } from '../lexicon/parse-lexicon.js';
import { normalizeWord } from '../lexicon/word.js';
import { type Dictionary, gatherEvidence } from './evidence.js';
import { FeatureList } from './feature-list.js';
import { addFeatures } from './features.js';
import { lettersOf, phonesOf, spokenOf, withoutStress } from './graphone.js';
import type { JointModel } from './joint-model.js';
import { type ProposeOptions, propose } from './propose.js';
import { readG2pModel } from './read-g2p.js';
import type { Reranker } from './reranker.js';

/** A trained model in memory. */
export interface G2pModel {
  joint: JointModel;
  reranker: Reranker;
  search: ProposeOptions;
}

export interface Guess {
  phones: string[];
  /** Probability among the proposals considered; those of one word sum to at most 1. */
  probability: number;
}

/** Time and memory grow with the word; no word of any dictionary is half as long. */
const LONGEST_WORD = 64;

/** Letters to sounds. The model is read when the first word is asked for. */
export class G2p implements Pronouncer {
  readonly #open: () => { model: G2pModel; dictionary: Dictionary };
  readonly #features = new FeatureList();
  #opened: { model: G2pModel; dictionary: Dictionary } | undefined;

  private constructor(open: () => { model: G2pModel; dictionary: Dictionary }) {
    this.#open = open;
  }

  /**
   * @param files - a G2P model and, for evidence, a dictionary: `models/lexicon-en`
   * @throws InputError `model-not-found`, `model-kind`, `model-damaged`, not here but at the first word
   */
  static load(files: ModelFiles): G2p {
    return new G2p(() => {
      const lexicon = Lexicon.open(files);
      return {
        model: readG2pModel(files),
        dictionary: (word) => lexicon.pronunciations(word).map(spokenOf),
      };
    });
  }

  /** A model in memory, with a dictionary of one's own as evidence. */
  static of(model: G2pModel, dictionary: Dictionary): G2p {
    return new G2p(() => ({ model, dictionary }));
  }

  /**
   * How a word might be said, the most probable first. Case and accents do not matter. The word's own entry in the
   * dictionary is not looked at, only those of related words.
   *
   * @param options.nbest - most pronunciations returned; there are rarely more than a dozen. Default 1.
   * @throws InputError `g2p-not-letters` when the word has digits or signs, `g2p-no-letters`, `g2p-too-long`
   */
  pronounce(word: string, { nbest = 1 }: { nbest?: number } = {}): Guess[] {
    const key = normalizeWord(word);
    const letters = pronounceable(key, word);
    this.#opened ??= this.#open();
    const { model, dictionary } = this.#opened;
    const proposals = propose(model.joint, letters, model.search).filter(({ spoken }) => spoken !== '');
    if (proposals.length === 0) throw noLetters(word);
    const evidence = gatherEvidence(key, dictionary);
    const scores = proposals.map((proposal) => {
      this.#features.clear();
      addFeatures(proposal, key.length, model.joint, evidence, this.#features);
      return model.reranker.score(this.#features, proposal.logJoint);
    });
    const highest = Math.max(...scores);
    const mass = scores.map((score) => Math.exp(score - highest));
    const total = mass.reduce((sum, value) => sum + value, 0);
    const probability = new Map<string, number>();
    proposals.forEach(({ spoken }, k) => {
      const bare = withoutStress(spoken);
      probability.set(bare, (probability.get(bare) ?? 0) + mass[k]! / total);
    });
    return [...probability]
      .map(([bare, probability]) => ({ phones: phonesOf(bare), probability }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, nbest);
  }
}

function pronounceable(key: string, word: string): Uint8Array {
  const letters = lettersOf(key);
  if (!letters) {
    throw new InputError({
      code: 'g2p-not-letters',
      found: `"${word}"`,
      expected: 'a word of the letters a to z, with or without accents, and apostrophes',
      remedy: 'Give its pronunciation, as in "mp3 EH M P IY TH R IY", or spell it as it is said.',
    });
  }
  if (!/[a-z]/.test(key)) throw noLetters(word);
  if (letters.length > LONGEST_WORD) {
    throw new InputError({
      code: 'g2p-too-long',
      found: `a word of ${letters.length} letters`,
      expected: `at most ${LONGEST_WORD}`,
      remedy: 'Give the words one by one.',
    });
  }
  return letters;
}

function noLetters(word: string): InputError {
  return new InputError({
    code: 'g2p-no-letters',
    found: `"${word}", in which nothing is spoken`,
    expected: 'a word with letters',
    remedy: 'Leave it out, or give its pronunciation.',
  });
}
