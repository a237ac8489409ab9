/** The files of a model, and what the user adds to it, → a recogniser; in Node and in a browser alike. */
import { InputError } from '../errors.js';
import { type ModelFiles, parseModelJson } from '../model-files.js';
import { openGmmRecognizer } from './gmm/open-gmm-recognizer.js';
import { openNeuralRecognizer } from './neural/open-neural-recognizer.js';
import { DictionaryPronouncer } from './pronouncer.js';
import type { OpenRecognizerOptions, SpeechRecognizer } from './recognizer-types.js';

/**
 * @param files - the model's
 * @param lexicon - a dictionary with G2P, for words the model does not know; read only when such words come
 * @throws InputError `model-…` for the files, `grammar-…` for the grammar, `lexicon-…` and `hot-words-…` for the
 *   user's words, `word-unknown` and `phone-not-in-model` for words the model cannot hear.
 */
export async function openRecognizerFrom(
  files: ModelFiles,
  lexicon: ModelFiles,
  options: OpenRecognizerOptions = {},
): Promise<SpeechRecognizer> {
  const { kind } = parseModelJson(files);
  const dictionary = new DictionaryPronouncer(lexicon);
  if (kind === 'speech-gmm') return openGmmRecognizer(files, dictionary, options);
  if (kind === 'speech-nn') return openNeuralRecognizer(files, dictionary, options);
  throw new InputError({
    code: 'model-kind',
    found: `a model of kind ${kind} in ${files.place}`,
    expected: 'a model that hears speech',
    remedy: 'Run `utterly models` to see which models can do what.',
  });
}
