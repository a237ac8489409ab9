/** The stages of speech-en's encoder after the first, and where a training that is not done stands. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/errors.js';
import type { Network } from '../../src/rnn/train/network.js';
import { saveNetwork } from '../../src/rnn/train/save.js';
import type { Roughness } from '../../src/speech/neural/augmentation.js';
import { type ChainTargets, writeTargets } from '../../src/speech/neural/chain-targets.js';
import type { MmiTrainingOptions } from '../../src/speech/neural/train-mmi.js';
import { writeWhole } from '../../src/write-all.js';

/** The copies beside the plain one, which is copy 0, of the stages that are not wide. */
export const COPIES = new Array<Roughness>(4).fill('everyday');

export interface MmiStage extends Pick<MmiTrainingOptions, 'epochs' | 'peakRate' | 'seed'> {
  name: string;
  dropout?: number;
  boost?: number;
  /**
   * Whether it learns from short clips of other corpora too, and from phrases; see librispeech-wider.ts. Has copies of
   * its own, those beside the plain one through MP3.
   */
  isWide?: boolean;
  /** Whether its weights end half-way between those it began with and those it came to. */
  isAveraged?: boolean;
}
/** What holds learning by heart back in all of them: every utterance in another voice each time. */
export const RESTRAINT = { longestShift: 1, furthestWarp: 0.12, weightDecay: 0.1 } as const;
const LATER = { boost: 0.2, isWide: true, isAveraged: true } as const;
/** Stages of lattice-free MMI, each from the weights of the one before; the rate warms up and decays in each. */
export const MMI_STAGES: readonly MmiStage[] = [
  { name: 'mmi', epochs: 6, peakRate: 1e-3, seed: 1 },
  { name: 'mmi-2', epochs: 9, peakRate: 1.2e-3, seed: 2, dropout: 0.2, boost: 0.1, isWide: true },
  { name: 'mmi-3', epochs: 9, peakRate: 1e-3, seed: 3, dropout: 0.25, ...LATER },
  { name: 'mmi-4', epochs: 9, peakRate: 8e-4, seed: 4, dropout: 0.35, ...LATER },
  { name: 'mmi-5', epochs: 9, peakRate: 7e-4, seed: 5, dropout: 0.4, ...LATER },
];
/** Utterances of a batch at most: more where many are short. */
export const BATCHES = { maxFrames: 12_800, maxUtterances: 8 };
export const WIDE_BATCHES = { ...BATCHES, maxUtterances: 16 };

/**
 * Where a training that took more than one sitting stands, where there is a clone and nothing else: which stage it went
 * through last, the encoder's weights then, and the targets they belong to. Gone when the training is done. Who goes on
 * from it aligns the short clips with that encoder.
 */
export const RESUME = join('scripts', 'recipes', 'resume');
const [STAGE, ENCODER, TARGETS] = ['stage.txt', 'encoder', 'targets'];

export interface StandingTraining {
  /** Number in {@link MMI_STAGES} of the last stage finished. */
  stage: number;
  targets: string;
  /** The encoder's model.json. */
  encoder: string;
}

/** @returns what {@link keepStanding} wrote into the folder, undefined where it wrote nothing */
export function standingTraining(folder: string): StandingTraining | undefined {
  const path = join(folder, STAGE);
  if (!existsSync(path)) return undefined;
  const finished = readFileSync(path, 'utf8').trim();
  const stage = MMI_STAGES.findIndex(({ name }) => name === finished);
  if (stage < 0) {
    throw new InputError({
      code: 'recipe-stage-unknown',
      found: `"${finished}" in ${path}`,
      expected: `one of ${MMI_STAGES.map(({ name }) => name).join(', ')}`,
      remedy: `Delete ${folder}: the training begins anew.`,
    });
  }
  return { stage, targets: join(folder, TARGETS), encoder: join(folder, ENCODER, 'model.json') };
}

/** Weights are kept in 8 bits: enough to go on from. */
export function keepStanding(folder: string, stage: string, network: Network, targets: ChainTargets): void {
  saveNetwork(join(folder, ENCODER), network, { dtype: 'uint8' });
  writeTargets(join(folder, TARGETS), targets);
  writeWhole(join(folder, STAGE), `${stage}\n`);
}

/**
 * The weights a stage begins with, kept in its folder from its first run on.
 * @param mayDiffer - whether others than those kept are nothing to wonder at: those of {@link RESUME} are rounded
 * @throws InputError `recipe-stale` where the stage began with others
 */
export function initialWeights(folder: string, weights: Float32Array, mayDiffer = false): Float32Array {
  const path = join(folder, 'initial.f32');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeWhole(path, new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength));
    return weights;
  }
  const kept = new Float32Array(new Uint8Array(readFileSync(path)).buffer);
  if (!mayDiffer && !weights.every((weight, i) => weight === kept[i])) {
    throw new InputError({
      code: 'recipe-stale',
      found: `${path}, which is not what the stage before comes to`,
      expected: 'a stage that goes on from the one before it',
      remedy: `Delete ${folder}: what is in it was trained from another beginning.`,
    });
  }
  return kept;
}
