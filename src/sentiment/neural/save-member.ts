/** A trained classifier → the folder that a scorer opens. */
import { join } from 'node:path';
import type { Network } from '../../rnn/train/network.js';
import { saveNetwork } from '../../rnn/train/save.js';
import type { PieceVocabulary } from '../../text/pieces/vocabulary.js';
import { VOCABULARY_FILE, writeVocabulary } from '../../text/pieces/vocabulary-file.js';

/** Matrices in 8 bits a number. */
export function saveMember(folder: string, network: Network, vocabulary: PieceVocabulary): void {
  saveNetwork(folder, network, { dtype: 'uint8' });
  writeVocabulary(join(folder, VOCABULARY_FILE), vocabulary);
}
