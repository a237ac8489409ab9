/** The model that fine-tuning begins with: is it one that can learn on, and its encoder as a network that learns. */
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../../../errors.js';
import { type ModelFolder, readModel, readModelJson } from '../../../model-folder.js';
import type { Kernels } from '../../../rnn/kernels/kernels.js';
import { readSavedModel } from '../../../rnn/runtime/model-files.js';
import { networkFromSaved } from '../../../rnn/train/load.js';
import type { Network } from '../../../rnn/train/network.js';
import type { SpeechNnHeader } from '../../speech-model.js';
import { DIMENSIONS } from '../cache-files.js';
import type { ChainTargets } from '../chain-targets.js';
import { PairContext } from '../pair-context.js';
import { treeOfPairs } from '../pair-tree.js';
import { takePriorsOut } from '../train-mmi.js';

export interface BaseModel {
  folder: ModelFolder<SpeechNnHeader>;
  /** Tells its weights from others. */
  fingerprint: string;
  /** What the encoder gives, without any alignment yet. */
  targets: Omit<ChainTargets, 'alignments'>;
  /** Its outputs are likelihoods. To be closed by the caller. */
  openNetwork(kernels: Kernels): Promise<Network>;
}

/** @throws InputError `finetune-kind`, `finetune-front-end`, and those of a model folder */
export function openBaseModel(path: string): BaseModel {
  const { kind } = readModelJson(path);
  if (kind !== 'speech-nn') {
    throw new InputError({
      code: 'finetune-kind',
      found: `a model of kind ${kind} in ${path}`,
      expected: 'a recogniser on a recurrent encoder, kind speech-nn',
      remedy: 'Begin with speech-en, or train without --from.',
    });
  }
  const folder = readModel<SpeechNnHeader>(path, 'speech-nn');
  const { phones, silence, mfcc, priorWeight, encoder } = folder.header;
  if (mfcc.coefficients !== DIMENSIONS || silence !== 0) {
    throw new InputError({
      code: 'finetune-front-end',
      found: `${mfcc.coefficients} coefficients and silence as phone ${silence} in ${path}`,
      expected: `${DIMENSIONS} and phone 0`,
      remedy: 'Begin with speech-en or a model made from it.',
    });
  }
  const logPriors = folder.floats('logPriors');
  const context = new PairContext(folder.integers('senones'), phones.length, silence);
  const weights = folder.bytes(join(dirname(encoder), 'weights.bin'));
  return {
    folder,
    fingerprint: createHash('sha256').update(weights).digest('hex'),
    targets: { phones, tree: treeOfPairs(context, phones.length, logPriors.length), logPriors },
    async openNetwork(kernels) {
      const network = networkFromSaved(kernels, await readSavedModel(join(path, encoder)));
      takePriorsOut(network, logPriors, priorWeight);
      return network;
    },
  };
}

/**
 * What is measured in the end is what the model to begin with was: it must still be there.
 * @throws InputError `finetune-same-folder`
 */
export function requireOther(from: string, out: string): void {
  if (resolve(from) !== resolve(out)) return;
  throw new InputError({
    code: 'finetune-same-folder',
    found: `${out} as the model to begin with and as the new one`,
    expected: 'two folders',
    remedy: 'Give another folder as --out.',
  });
}
