/** General English. LibriSpeech, 7.2 h, and books → models/speech-en, in stages that go on where they were stopped. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/errors.js';
import { Kernels } from '../../src/rnn/kernels/kernels.js';
import { readSavedModel } from '../../src/rnn/runtime/model-files.js';
import { networkFromSaved } from '../../src/rnn/train/load.js';
import { Network } from '../../src/rnn/train/network.js';
import type { EpochMetrics, RunEnd } from '../../src/rnn/train/training-run.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { encoderDescription } from '../../src/speech/neural/encoder-network.js';
import { openFeatureCache } from '../../src/speech/neural/feature-cache.js';
import { prepareTraining } from '../../src/speech/neural/prepare-training.js';
import { trainFrames } from '../../src/speech/neural/train-frames.js';
import { trainMmi } from '../../src/speech/neural/train-mmi.js';
import { librispeechTraining } from '../../src/speech/neural/training-list.js';
import { heldOutSpeakers } from '../../src/speech/neural/training-split.js';
import { type EnglishModelParts, writeEnglishModel } from '../../src/speech/neural/write-english.js';
import { calibrate } from '../report/calibration.js';
import { writeCurves } from '../report/curves.js';
import { hearCorpus } from '../report/hear-corpus.js';
import { writeSpeechReport } from '../report/speech.js';
import { englishCard } from './librispeech-card.js';
import { makeNgrams, makeSecondPass, SECOND_PASS } from './librispeech-language.js';
import {
  BATCHES,
  COPIES,
  initialWeights,
  keepStanding,
  MMI_STAGES,
  RESTRAINT,
  RESUME,
  standingTraining,
  WIDE_BATCHES,
} from './librispeech-stages.js';
import { WIDE_COPIES, widerFeatures } from './librispeech-wider.js';
import { modelFolder, type RecipeContext } from './recipe.js';

const COMMAND = 'npm run recipe -- librispeech';
const DEV = 'librispeech-dev-clean';
const SHAPE = { features: 40, layers: 3, units: 256, bidirectional: true, dropout: 0.25 };
const MODEL_PARTS = {
  description: {
    name: 'speech-en',
    description: 'General English, read speech, 203,000 words',
    data: 'LibriSpeech train-clean-5 and part of train-clean-100 (7.2 h), AN4, Speech Commands; public-domain books',
    licence: 'CC BY 4.0, as LibriSpeech and Speech Commands; AN4 is free for any use',
    command: COMMAND,
  },
  ...({ silenceProbability: 0.3, dtype: 'uint8' } as const),
  decoding: { beam: 11, wordBeam: 8, maxActive: 5000, latticeBeam: 7, languageWeight: 0.8 },
} as const;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

export async function librispeech(context: RecipeContext): Promise<string> {
  const { runFolder, stateFolder, log, bar } = context;
  const utterances = librispeechTraining();
  const standing = standingTraining(RESUME);
  const ahead = MMI_STAGES.slice(standing ? standing.stage + 1 : 0);
  const copies = ahead.some(({ isWide }) => !isWide) ? COPIES : [];
  const prepared = { utterances, folder: runFolder, stateFolder, command: COMMAND, copies, log };
  const features = await prepareTraining({
    ...prepared,
    ...(standing && { targets: standing.targets }),
  });
  using plain = openFeatureCache(features, { copies: [0] });
  const language = join(runFolder, 'language');
  const kernels = await Kernels.load({ threads: 2 });
  const dev = readPinnedCorpus(DEV).map(({ text }) => text.split(' '));
  const texts = { dev, folder: language, log };
  makeNgrams({ ...texts, phones: plain.targets.phones });
  const onEpoch = (metrics: EpochMetrics): void => log(JSON.stringify(metrics));
  const shared = { kernels, shape: SHAPE, seed: 1, onEpoch, onStep: bar.step, ...BATCHES };
  const stage = async (
    name: string,
    train: (run: { folder: string; signal: AbortSignal }) => Promise<{ network: Network; end: RunEnd }>,
  ): Promise<Float32Array> => {
    const folder = join(runFolder, name);
    const { network, end } = await untilStopped((signal) => train({ folder, signal }));
    const weights = network.snapshot();
    network.close();
    if (end === 'stopped') throw stoppedError(name);
    writeCurves(folder);
    return weights;
  };
  const { targets } = plain;
  let weights = standing
    ? await savedWeights(kernels, standing.encoder)
    : await stage('frames', (run) =>
        trainFrames({ ...shared, ...run, cache: plain, epochs: 6, peakRate: 1e-3 }),
      );
  const withNetwork = (use: (network: Network) => void): void => {
    using network = new Network(kernels, encoderDescription(SHAPE, targets.tree.senones), undefined);
    kernels.arena.f32(network.parameters, network.size).set(weights);
    use(network);
  };
  const write = (folder: string, more: Pick<EnglishModelParts, 'secondPass'> = {}): void =>
    withNetwork((network) =>
      writeEnglishModel(folder, { ...MODEL_PARTS, ...more, network, targets, language }),
    );
  const heldOut = heldOutSpeakers(plain);
  // Wide stages share it: no other way to hear the clips is worth half an hour.
  const widen = (): Promise<string> => {
    const model = join(runFolder, 'before-wide');
    if (!existsSync(join(model, 'model.json'))) write(model);
    return widerFeatures({
      ...{ model, own: utterances, targets, heldOut, log },
      ...{ sound: join(runFolder, 'sound'), folder: join(runFolder, 'wide') },
    });
  };
  for (const [i, { name, isWide, isAveraged, dropout = SHAPE.dropout, ...rates }] of ahead.entries()) {
    // An earlier run may have left more copies.
    using cache = isWide
      ? openFeatureCache(await widen(), { copies: upTo(WIDE_COPIES.length) })
      : openFeatureCache(features, { copies: upTo(COPIES.length) });
    const initial = initialWeights(join(runFolder, name), weights, i === 0 && standing !== undefined);
    const initialGives = name === MMI_STAGES[0]!.name ? 'posteriors' : 'likelihoods';
    const rest = { initial, initialGives, tolerance: 2, leakage: 0.01, l2: 1e-4, log } as const;
    const learnt = await stage(name, (run) =>
      trainMmi({
        ...shared,
        ...rest,
        ...rates,
        ...RESTRAINT,
        ...(isWide && WIDE_BATCHES),
        heldOut,
        ...run,
        shape: { ...SHAPE, dropout },
        cache,
      }),
    );
    weights = isAveraged ? learnt.map((weight, i) => (weight + initial[i]!) / 2) : learnt;
    withNetwork((network) => keepStanding(join(runFolder, 'resume'), name, network, targets));
  }
  const perplexities = await untilStopped((signal) => makeSecondPass({ ...texts, kernels, signal }));
  if (!perplexities) throw stoppedError('language');
  const folder = modelFolder(context, 'speech-en');
  write(folder, { secondPass: SECOND_PASS });
  await kernels.close();
  const heard = await hearCorpus({ folder, list: DEV, log });
  const { evaluation, trials } = heard;
  const calibration = { ...calibrate(trials), clips: evaluation.utterances };
  const figures = { evaluation, perplexities, calibration };
  writeFileSync(join(folder, 'CARD.md'), englishCard(figures));
  return writeSpeechReport(runFolder, heard).text;
}

/** An encoder's weights, laid out like the network's parameters. */
async function savedWeights(kernels: Kernels, path: string): Promise<Float32Array> {
  const network = networkFromSaved(kernels, await readSavedModel(path));
  const weights = network.snapshot();
  network.close();
  return weights;
}

/** Numbers of the plain copy and so many others. */
function upTo(copies: number): number[] {
  return [...Array(copies + 1).keys()];
}

/** Runs what can be asked to stop and keeps its state then; who interrupts anything else loses what it was at. */
async function untilStopped<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await run(stop.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

function stoppedError(stage: string): InputError {
  return new InputError({
    code: 'recipe-stopped',
    found: `a request to stop in the middle of stage "${stage}"`,
    expected: 'to be left running until its end',
    remedy: `Nothing is lost: \`${COMMAND}\` goes on from its last step.`,
  });
}
