/** A trained encoder, its targets, a language → a `speech-nn` model folder of general English. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SecondPassOptions } from '../../decode/second-pass.js';
import type { Network } from '../../rnn/train/network.js';
import { packNetwork, type SaveOptions } from '../../rnn/train/save.js';
import {
  LANGUAGE_MODEL_FILE,
  LEXICON_TREE_FILE,
  SECOND_PASS_FOLDER,
  type SpeechNnHeader,
} from '../speech-model.js';
import { NEURAL_MFCC } from './cache-files.js';
import { FRAME_STRIDE } from './chain-alignment.js';
import type { ChainTargets } from './chain-targets.js';
import { chainContext } from './chain-tree.js';
import { languageFiles } from './language/recurrent-language.js';
import { writeNeuralModel } from './write-neural-model.js';

/** All the ways in which cepstra may fall into frames of scores. */
const OFFSETS = [-1, 0, 1];

export interface EnglishModelParts {
  description: Pick<SpeechNnHeader, 'name' | 'description' | 'data' | 'licence' | 'command'>;
  network: Network;
  targets: ChainTargets;
  /** Folder of language-model.bin, lexicon.bin and, if there is one, the second pass's language model. */
  language: string;
  /** How the second pass is made; without it there is none. */
  secondPass?: SecondPassOptions;
  decoding: SpeechNnHeader['decoding'];
  silenceProbability: number;
  /** How weights are stored. */
  dtype: NonNullable<SaveOptions['dtype']>;
}

/** Replaces the model in the folder, but for the bound of its grammars, which is measured apart and rarely. */
export function writeEnglishModel(folder: string, parts: EnglishModelParts): void {
  const { description, network, targets, language, decoding, secondPass, silenceProbability, dtype } = parts;
  const file = (name: string): Uint8Array => readFileSync(join(language, name));
  writeNeuralModel(folder, {
    header: {
      ...description,
      phones: targets.phones,
      frameSeconds: FRAME_STRIDE / 100,
      mfcc: NEURAL_MFCC,
      encoder: 'encoder/model.json',
      // Trained on whole utterances, the encoder gives likelihoods.
      priorWeight: 0,
      offsets: OFFSETS,
      sentences: LANGUAGE_MODEL_FILE,
      lexicon: LEXICON_TREE_FILE,
      silenceProbability,
      decoding,
      ...(secondPass && { secondPass: { folder: SECOND_PASS_FOLDER, ...secondPass } }),
      ...boundBefore(folder),
    },
    context: chainContext(targets.tree),
    logPriors: targets.logPriors,
    encoder: packNetwork(network, { dtype }),
    files: {
      [LANGUAGE_MODEL_FILE]: file(LANGUAGE_MODEL_FILE),
      [LEXICON_TREE_FILE]: file(LEXICON_TREE_FILE),
      ...(secondPass && languageFiles({ bytes: file }, SECOND_PASS_FOLDER)),
    },
  });
}

/** See `npm run bench -- rejection`. */
function boundBefore(folder: string): Pick<SpeechNnHeader, 'maxMisfit'> {
  const path = join(folder, 'model.json');
  if (!existsSync(path)) return {};
  const { maxMisfit } = JSON.parse(readFileSync(path, 'utf8')) as Partial<SpeechNnHeader>;
  return maxMisfit === undefined ? {} : { maxMisfit };
}
