/** Raw utterances → everything the training of the neural model reads: alignments, senones, cached features. */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../write-all.js';
import type { Utterance } from '../corpus/utterance.js';
import { augmentation, type Roughness } from './augmentation.js';
import { readTargets, TARGETS_FOLDER } from './chain-targets.js';
import { makeTargets } from './make-targets.js';
import { openSoundStore } from './sound-store.js';
import { ALIGNER, trainAligner } from './train-aligner.js';
import { PLAIN, writeFeatures } from './write-features.js';

export interface PrepareTrainingOptions {
  utterances: readonly Utterance[];
  /** Folder for the GMM–HMM recogniser (`gmm`), the decoded sound (`sound`) and the cache (`features`). */
  folder: string;
  /** Folder for results of finished stages. */
  stateFolder: string;
  /** Command that trains it, for the model's description. */
  command: string;
  /** How rough the augmented copies are: those after the plain one, which is copy 0. */
  copies: readonly Roughness[];
  /** Folder of targets made before, to be used as they are: no aligner is trained. */
  targets?: string;
  log: (line: string) => void;
}

/** Senones wanted, and frames of scores each must have. */
const SENONES = 1600;
const MIN_FRAMES = 100;

/**
 * Goes on where an earlier run was stopped.
 * @returns the folder of the feature cache.
 * @throws InputError `feature-cache-stale` where the folder holds features of other data
 */
export async function prepareTraining(options: PrepareTrainingOptions): Promise<string> {
  const { utterances, folder, log } = options;
  const features = join(folder, 'features');
  const targets = join(features, TARGETS_FOLDER);
  // The aligner takes minutes even where it has been trained, and nothing else needs it.
  const making = JSON.stringify([SENONES, MIN_FRAMES, ALIGNER, options.stateFolder]);
  const madeBy = join(features, 'targets-made-by.json');
  const isAligned = existsSync(madeBy) && readFileSync(madeBy, 'utf8') === making;
  const isWanted = options.targets === undefined && !isAligned;
  const aligned = isWanted ? await trainAligner({ ...options, out: join(folder, 'gmm') }) : undefined;
  using sound = await openSoundStore(join(folder, 'sound'), utterances, log);
  const copies = { folder: features, utterances, sound, log };
  await writeFeatures({ ...copies, copy: 0, seed: 0, augmentation: PLAIN });
  if (aligned) {
    makeTargets({ folder: features, ...aligned, senones: SENONES, minFrames: MIN_FRAMES });
    writeWhole(madeBy, making);
  } else if (options.targets !== undefined) cpSync(options.targets, targets, { recursive: true });
  log(`${readTargets(targets).tree.senones} senones, written to ${targets}`);
  for (const [i, roughness] of options.copies.entries()) {
    const copy = i + 1;
    using varied = augmentation(sound, roughness);
    await writeFeatures({ ...copies, copy, seed: copy, augmentation: varied });
  }
  return features;
}
