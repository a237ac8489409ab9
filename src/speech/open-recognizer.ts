/** A model folder, and what the user adds to it, → a recogniser. */
import { diskFiles } from '../model-folder.js';
import { openRecognizerFrom } from './open-from-files.js';
import type { OpenRecognizerOptions, SpeechRecognizer } from './recognizer-types.js';
import { shippedLexicon } from './shipped-lexicon.js';

/**
 * Opens the model in folder `modelFolder`, whatever its acoustics.
 * @throws InputError as {@link openRecognizerFrom} does
 */
export async function openRecognizer(
  modelFolder: string,
  options: OpenRecognizerOptions = {},
): Promise<SpeechRecognizer> {
  return openRecognizerFrom(diskFiles(modelFolder), shippedLexicon(), options);
}
