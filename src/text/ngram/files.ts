/** Language models in files, whatever their form: ARPA text when the name ends in .arpa or .arpa.gz, else binary. */
import { readArpa } from './arpa-read.js';
import { writeArpa } from './arpa-write.js';
import { loadNgramModel, type SaveNgramOptions, saveNgramModel } from './binary.js';
import type { NgramModel } from './model.js';

const ARPA = /\.arpa(\.gz)?$/;

/** @throws InputError `arpa-syntax`, `ngram-file` */
export async function readNgramFile(path: string): Promise<NgramModel> {
  return ARPA.test(path) ? readArpa(path) : loadNgramModel(path);
}

/** @param options - of the binary form; ARPA text is always exact */
export async function writeNgramFile(
  model: NgramModel,
  path: string,
  options?: SaveNgramOptions,
): Promise<void> {
  if (ARPA.test(path)) await writeArpa(model, path);
  else saveNgramModel(model, path, options);
}
