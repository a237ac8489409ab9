/** Language models in files, whatever their form: ARPA text when the name ends in .arpa or .arpa.gz, else binary. */
import { readFileSync, writeFileSync } from 'node:fs';
import { readArpa } from './arpa-read.js';
import { writeArpa } from './arpa-write.js';
import { decodeNgramModel, encodeNgramModel, type SaveNgramOptions } from './binary.js';
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

/** Writes the binary form. Node reads at most 2 GiB at once, some 100 million n-grams: larger models need pruning. */
export function saveNgramModel(model: NgramModel, path: string, options?: SaveNgramOptions): void {
  writeFileSync(path, encodeNgramModel(model, options));
}

/** @throws InputError `ngram-file` when it is no such file or damaged */
export function loadNgramModel(path: string): NgramModel {
  return decodeNgramModel(readFileSync(path));
}
