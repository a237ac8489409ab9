/** A model folder, and what the user adds to it, → a recogniser. */
import { InputError } from '../errors.js';
import { readModelJson } from '../model-folder.js';
import { openGmmRecognizer } from './gmm/open-gmm-recognizer.js';
import { openNeuralRecognizer } from './neural/open-neural-recognizer.js';
import type { OpenRecognizerOptions, SpeechRecognizer } from './recognizer-types.js';

/**
 * Opens the model in folder `modelFolder`, whatever its acoustics.
 * @throws InputError `model-…` for the folder, `grammar-…` for the grammar, `lexicon-…` and `hot-words-…` for the
 *   user's words, `word-unknown` and `phone-not-in-model` for words the model cannot hear.
 */
export async function openRecognizer(
  modelFolder: string,
  options: OpenRecognizerOptions = {},
): Promise<SpeechRecognizer> {
  const { kind } = readModelJson(modelFolder);
  if (kind === 'speech-gmm') return openGmmRecognizer(modelFolder, options);
  if (kind === 'speech-nn') return openNeuralRecognizer(modelFolder, options);
  throw new InputError({
    code: 'model-kind',
    found: `a model of kind ${kind} in ${modelFolder}`,
    expected: 'a model that hears speech',
    remedy: 'Run `utterly models` to see which models can do what.',
  });
}
