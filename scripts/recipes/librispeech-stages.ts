/** The stages of speech-en's encoder after the first, and where the training of the shipped model stands. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Roughness } from '../../src/speech/neural/augmentation.js';
import { type ChainTargets, writeTargets } from '../../src/speech/neural/chain-targets.js';
import type { MmiTrainingOptions } from '../../src/speech/neural/train-mmi.js';

export const BATCHES = { maxFrames: 12_800, maxUtterances: 8 };
/** Copy 0 is plain. */
export const COPIES = [...new Array<Roughness>(8).fill('everyday'), 'gentle', 'gentle'] as const;
export const EVERYDAY = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const GENTLE = [0, 9, 10];

export interface MmiStage extends Pick<MmiTrainingOptions, 'epochs' | 'peakRate' | 'seed'> {
  name: string;
  /** Which copies are heard; {@link EVERYDAY} unless given. */
  copies?: readonly number[];
  dropout?: number;
  /** Whether it learns from short clips of other corpora too; see librispeech-wider.ts. Has copies of its own. */
  isWide?: boolean;
  /** Whether its augmented copies went through MP3. */
  isCoded?: boolean;
  batches?: typeof BATCHES;
  /** Whether its weights end half-way between those it began with and those it came to. */
  isAveraged?: boolean;
  /** What holds learning by heart back: see `MmiTrainingOptions`. */
  restraint?: Pick<
    MmiTrainingOptions,
    'frameShare' | 'longestShift' | 'furthestWarp' | 'weightDecay' | 'boost'
  >;
}
/**
 * Stages of lattice-free MMI, each from the weights of the one before; the rate warms up and decays in each. From the
 * third on they are held back from learning by heart, the last five by hearing every utterance in another voice each time.
 */
export const MMI_STAGES: readonly MmiStage[] = [
  { name: 'mmi', epochs: 6, peakRate: 8e-4, seed: 1 },
  { name: 'mmi-2', epochs: 15, peakRate: 1e-3, seed: 2 },
  {
    ...{ name: 'mmi-3', epochs: 7, peakRate: 1e-3, seed: 3, dropout: 0.35, isAveraged: true },
    restraint: { frameShare: 0.1, longestShift: 1, weightDecay: 0.1 },
  },
  {
    ...{ name: 'mmi-4', epochs: 4, peakRate: 5e-4, seed: 5, dropout: 0.35, isAveraged: true },
    copies: GENTLE,
    restraint: { longestShift: 1, furthestWarp: 0.12, weightDecay: 0.1 },
  },
  {
    ...{ name: 'mmi-5', epochs: 3, peakRate: 6e-4, seed: 6, dropout: 0.35, isAveraged: true },
    ...{ isWide: true, batches: { ...BATCHES, maxUtterances: 16 } },
    restraint: { longestShift: 1, furthestWarp: 0.12, weightDecay: 0.1 },
  },
  {
    ...{ name: 'mmi-6', epochs: 6, peakRate: 8e-4, seed: 7, dropout: 0.35, isAveraged: true },
    ...{ isWide: true, isCoded: true, batches: { ...BATCHES, maxUtterances: 16 } },
    restraint: { longestShift: 1, furthestWarp: 0.12, weightDecay: 0.1 },
  },
  {
    ...{ name: 'mmi-7', epochs: 6, peakRate: 7e-4, seed: 8, dropout: 0.35, isAveraged: true },
    ...{ isWide: true, isCoded: true, batches: { ...BATCHES, maxUtterances: 16 } },
    restraint: { longestShift: 1, furthestWarp: 0.12, weightDecay: 0.1, boost: 0.2 },
  },
  {
    ...{ name: 'mmi-8', epochs: 6, peakRate: 7e-4, seed: 9, dropout: 0.4, isAveraged: true },
    ...{ isWide: true, isCoded: true, batches: { ...BATCHES, maxUtterances: 16 } },
    restraint: { longestShift: 1, furthestWarp: 0.12, weightDecay: 0.1, boost: 0.2 },
  },
];

/** Which stage the model in a folder went through last, and the targets it belongs to. */
const STAGE = join('resume', 'stage.txt');
export const TARGETS = join('resume', 'targets');

/** @returns the number in {@link MMI_STAGES} of the last stage that the model went through; -1 where there is none */
export function finishedStage(model: string): number {
  const path = join(model, STAGE);
  if (!existsSync(path)) return -1;
  const finished = readFileSync(path, 'utf8').trim();
  return MMI_STAGES.findIndex(({ name }) => name === finished);
}

/** Says that the model went through all stages: a recipe that is run again begins with none of them. */
export function markFinished(model: string, targets: ChainTargets): void {
  writeTargets(join(model, TARGETS), targets);
  writeFileSync(join(model, STAGE), `${MMI_STAGES.at(-1)!.name}\n`);
}

/**
 * The weights a stage begins with, kept in its folder from its first run on: the model they were read from may have been
 * replaced by what the stage came to, and its mean with them must not be taken twice.
 */
export function initialWeights(folder: string, weights: Float32Array): Float32Array {
  const path = join(folder, 'initial.f32');
  if (existsSync(path)) return new Float32Array(new Uint8Array(readFileSync(path)).buffer);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.part`, new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength));
  renameSync(`${path}.part`, path);
  return weights;
}
