/** What a speech model folder holds beside its acoustics. */
import type { DecoderOptions } from '../decode/decoder-options.js';
import type { SecondPassOptions } from '../decode/second-pass.js';
import type { ModelHeader } from '../model-files.js';
import type { GmmAcousticsHeader } from './gmm/gmm-acoustics.js';
import type { NeuralHeader } from './neural/neural-acoustics.js';

/** Pronunciations, one a line, as `Lexicon.fromText` reads them. */
export const LEXICON_FILE = 'lexicon.txt';
/** Pronunciations of the language model's words as a lexicon tree, for large vocabularies. */
export const LEXICON_TREE_FILE = 'lexicon.bin';
/** The n-gram model in the project's binary format; `npm run lm -- convert` makes ARPA of it. */
export const LANGUAGE_MODEL_FILE = 'language-model.bin';

/** Folder of the second pass's language model, in the model's. */
export const SECOND_PASS_FOLDER = 'second-pass';

/** The grammar in JSGF of a model that hears fixed sentences. */
export const GRAMMAR_FILE = 'grammar.jsgf';

/** What model.json says of a speech model of any kind. */
interface SpeechHeader extends ModelHeader {
  /** Which file says what may be said, unless the user brings a grammar. */
  sentences: typeof LANGUAGE_MODEL_FILE | typeof GRAMMAR_FILE;
  /** Probability of a pause between two words. */
  silenceProbability: number;
  /** Search settings, tuned on the dev list. */
  decoding: Partial<Omit<DecoderOptions, 'lookahead'>>;
  /** The largest misfit at which sentences of a grammar are believed; without it all are, but for silence. */
  maxMisfit?: number;
  /** What trained it, for people: corpus, licence, command. */
  data: string;
  licence: string;
  command: string;
}

/** The description of a GMM–HMM recogniser, its model.json. */
export interface SpeechGmmHeader extends GmmAcousticsHeader, SpeechHeader {
  kind: 'speech-gmm';
}

/** The description of a recogniser on a recurrent encoder. */
export interface SpeechNnHeader extends NeuralHeader, SpeechHeader {
  kind: 'speech-nn';
  /** Which file has the pronunciations. */
  lexicon: typeof LEXICON_FILE | typeof LEXICON_TREE_FILE;
  /** Beside a tree: which file has the pronunciations of words that are not in it. */
  moreWords?: typeof LEXICON_FILE;
  /** The language model of the second pass: a folder in the model's, and how it is used; tuned on the dev list. */
  secondPass?: SecondPassOptions & { folder: string };
}
