/** A trained classifier → the folder that a scorer opens. */
import { join } from 'node:path';
import type { Network } from '../../rnn/train/network.js';
import { saveNetwork } from '../../rnn/train/save.js';
import type { ReviewVocabulary } from './vocabulary.js';
import { VOCABULARY_FILE, writeVocabulary } from './vocabulary-file.js';

/** Matrices in 8 bits a number. */
export function saveMember(folder: string, network: Network, vocabulary: ReviewVocabulary): void {
  saveNetwork(folder, network, { dtype: 'uint8' });
  writeVocabulary(join(folder, VOCABULARY_FILE), vocabulary);
}
