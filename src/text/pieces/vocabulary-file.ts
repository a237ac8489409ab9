/** A vocabulary on disk: its entries, one a line, in the order of their ids. */
import { existsSync, readFileSync } from 'node:fs';
import { InputError } from '../../errors.js';
import { writeWhole } from '../../write-all.js';
import { PieceVocabulary } from './vocabulary.js';

/** Its name in the folder of a recurrent member. */
export const VOCABULARY_FILE = 'vocabulary.txt';

/** @throws InputError `model-damaged`, `vocabulary-damaged` */
export function readVocabulary(path: string): PieceVocabulary {
  if (!existsSync(path)) {
    throw new InputError({
      code: 'model-damaged',
      found: `no ${path}`,
      expected: 'the vocabulary of the network',
      remedy: 'Restore the model as it was shipped, or train it again.',
    });
  }
  return new PieceVocabulary(readFileSync(path, 'utf8').replace(/\n$/, '').split('\n'));
}

export function writeVocabulary(path: string, { entries }: PieceVocabulary): void {
  writeWhole(path, `${entries.join('\n')}\n`);
}
