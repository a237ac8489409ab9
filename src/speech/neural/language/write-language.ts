/** A trained recurrent language model → its folder, in 8 bits a weight. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernels } from '../../../rnn/kernels/kernels.js';
import { Network } from '../../../rnn/train/network.js';
import { saveNetwork } from '../../../rnn/train/save.js';
import type { PieceVocabulary } from '../../../text/pieces/vocabulary.js';
import { formatCountedPieces } from './counted-pieces.js';
import { PIECES_FILE } from './recurrent-language.js';
import { type LanguageShape, languageNetwork } from './train-language.js';

export interface TrainedLanguage {
  shape: LanguageShape;
  /** Laid out like the parameters of {@link languageNetwork}. */
  weights: Float32Array;
  vocabulary: PieceVocabulary;
  /** How often each id occurs. */
  counts: ArrayLike<number>;
}

export function writeLanguage(folder: string, kernels: Kernels, language: TrainedLanguage): void {
  const { shape, weights, vocabulary, counts } = language;
  using network = new Network(kernels, languageNetwork(vocabulary.size, shape), undefined);
  kernels.arena.f32(network.parameters, network.size).set(weights);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, PIECES_FILE), formatCountedPieces(vocabulary, counts));
  saveNetwork(folder, network, { dtype: 'uint8' });
}
