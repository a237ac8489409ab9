/** General English. LibriSpeech, 7.2 h, and books → models/speech-en, in stages that go on where they were stopped. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/errors.js';
import { Kernels } from '../../src/rnn/kernels/kernels.js';
import { readSavedModel } from '../../src/rnn/runtime/model-files.js';
import { networkFromSaved } from '../../src/rnn/train/load.js';
import { Network } from '../../src/rnn/train/network.js';
import type { EpochMetrics, RunEnd } from '../../src/rnn/train/training-run.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { copiesIn } from '../../src/speech/neural/copy-reader.js';
import { encoderDescription } from '../../src/speech/neural/encoder-network.js';
import { openFeatureCache } from '../../src/speech/neural/feature-cache.js';
import { prepareTraining } from '../../src/speech/neural/prepare-training.js';
import { trainFrames } from '../../src/speech/neural/train-frames.js';
import { trainMmi } from '../../src/speech/neural/train-mmi.js';
import { librispeechTraining } from '../../src/speech/neural/training-list.js';
import { heldOutSpeakers } from '../../src/speech/neural/training-split.js';
import { writeEnglishModel } from '../../src/speech/neural/write-english.js';
import { SECOND_PASS_FOLDER } from '../../src/speech/speech-model.js';
import { calibrate } from '../report/calibration.js';
import { writeCurves } from '../report/curves.js';
import { hearCorpus } from '../report/hear-corpus.js';
import { writeSpeechReport } from '../report/speech.js';
import { englishCard } from './librispeech-card.js';
import { makeLanguages, SECOND_PASS } from './librispeech-language.js';
import {
  BATCHES,
  COPIES,
  EVERYDAY,
  finishedStage,
  initialWeights,
  MMI_STAGES,
  markFinished,
  TARGETS,
} from './librispeech-stages.js';
import { widerFeatures } from './librispeech-wider.js';
import { modelFolder, type RecipeContext } from './recipe.js';

const COMMAND = 'npm run recipe -- librispeech';
const DEV = 'librispeech-dev-clean';
const SHAPE = { features: 40, layers: 3, units: 256, bidirectional: true, dropout: 0.25 };
const MODEL = join('models', 'speech-en');
const MODEL_PARTS = {
  description: {
    name: 'speech-en',
    description: 'General English, read speech, 203,000 words',
    data: 'LibriSpeech train-clean-5 and part of train-clean-100 (7.2 h), AN4, Speech Commands; public-domain books',
    licence: 'CC BY 4.0, as LibriSpeech and Speech Commands; AN4 is free for any use',
    command: COMMAND,
  },
  ...({ silenceProbability: 0.3, dtype: 'uint8', secondPass: SECOND_PASS } as const),
  decoding: { beam: 11, wordBeam: 8, maxActive: 5000, latticeBeam: 7, languageWeight: 0.8 },
} as const;

export async function librispeech(context: RecipeContext): Promise<string> {
  const { runFolder, stateFolder, log, bar } = context;
  const utterances = librispeechTraining();
  const finished = finishedStage(MODEL);
  const ahead = MMI_STAGES.slice(finished + 1);
  const needed = Math.max(0, ...ahead.flatMap(({ isWide, copies = EVERYDAY }) => (isWide ? [] : copies)));
  const copies = COPIES.slice(0, needed);
  const prepared = { utterances, folder: runFolder, stateFolder, command: COMMAND, copies, log };
  const features = await prepareTraining({
    ...prepared,
    ...(finished >= 0 && { targets: join(MODEL, TARGETS) }),
  });
  using plain = openFeatureCache(features, { copies: [0] });
  const language = join(runFolder, 'language');
  const kernels = await Kernels.load({ threads: 2 });
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop.abort());
  const perplexities = await makeLanguages({
    dev: readPinnedCorpus(DEV).map(({ text }) => text.split(' ')),
    phones: plain.targets.phones,
    ...(finished >= 0 && { shipped: join(MODEL, SECOND_PASS_FOLDER) }),
    ...{ kernels, signal: stop.signal, folder: language, log },
  });
  if (!perplexities) throw stoppedError('language');
  const onEpoch = (metrics: EpochMetrics): void => log(JSON.stringify(metrics));
  const shared = { kernels, shape: SHAPE, seed: 1, signal: stop.signal, onEpoch, ...BATCHES };
  const stage = async (
    name: string,
    train: (folder: string) => Promise<{ network: Network; end: RunEnd }>,
  ): Promise<Float32Array> => {
    const { network, end } = await train(join(runFolder, name));
    const weights = network.snapshot();
    network.close();
    if (end === 'stopped') throw stoppedError(name);
    writeCurves(join(runFolder, name));
    return weights;
  };
  let weights =
    finished >= 0
      ? await shippedWeights(kernels)
      : await stage('frames', (folder) =>
          trainFrames({ ...shared, cache: plain, epochs: 6, peakRate: 1e-3, folder, onStep: bar.step }),
        );
  const write = (folder: string): void => {
    using network = new Network(kernels, encoderDescription(SHAPE, plain.targets.tree.senones), 1);
    kernels.arena.f32(network.parameters, network.size).set(weights);
    writeEnglishModel(folder, { ...MODEL_PARTS, network, targets: plain.targets, language });
  };
  const heldOut = heldOutSpeakers(plain);
  for (const stageOptions of ahead) {
    const {
      name,
      copies = EVERYDAY,
      isWide,
      isCoded = false,
      isAveraged,
      dropout = SHAPE.dropout,
      ...settings
    } = stageOptions;
    const { restraint, batches, ...rates } = settings;
    let read = { folder: features, copies };
    if (isWide) {
      const model = join(runFolder, `before-${name}`);
      write(model);
      const wider = {
        model,
        own: utterances,
        targets: plain.targets,
        heldOut,
        sound: join(runFolder, 'sound'),
        isCoded,
      };
      // Stages of a kind share it: no other way to hear the clips is worth half an hour.
      const place = join(runFolder, isCoded ? 'wide-coded' : 'wide');
      const folder = await widerFeatures({ ...wider, folder: place, log });
      read = { folder, copies: copiesIn(folder) };
    }
    using cache = openFeatureCache(read.folder, read);
    const initial = initialWeights(join(runFolder, name), weights);
    const initialGives = name === MMI_STAGES[0]!.name ? 'posteriors' : 'likelihoods';
    const rest = { initial, initialGives, tolerance: 2, leakage: 0.01, l2: 1e-4, log } as const;
    const onStep = bar.step;
    const learnt = await stage(name, (folder) =>
      trainMmi({
        ...shared,
        ...rest,
        ...rates,
        ...restraint,
        ...batches,
        heldOut,
        shape: { ...SHAPE, dropout },
        cache,
        folder,
        onStep,
      }),
    );
    weights = isAveraged ? learnt.map((weight, i) => (weight + initial[i]!) / 2) : learnt;
  }
  const folder = modelFolder(context, 'speech-en');
  write(folder);
  markFinished(folder, plain.targets);
  await kernels.close();
  const heard = await hearCorpus({ folder, list: DEV, log });
  const { evaluation, trials } = heard;
  const calibration = { ...calibrate(trials), clips: evaluation.utterances };
  const figures = { evaluation, perplexities, calibration, isResumed: finished >= 0 };
  writeFileSync(join(folder, 'CARD.md'), englishCard(figures));
  return writeSpeechReport(runFolder, heard).text;
}

/** The shipped encoder's weights, laid out like the network's parameters: 8 bits are enough to go on from. */
async function shippedWeights(kernels: Kernels): Promise<Float32Array> {
  const network = networkFromSaved(kernels, await readSavedModel(join(MODEL, 'encoder', 'model.json')));
  const weights = network.snapshot();
  network.close();
  return weights;
}

function stoppedError(stage: string): InputError {
  return new InputError({
    code: 'recipe-stopped',
    found: `a request to stop in the middle of stage "${stage}"`,
    expected: 'to be left running until its end',
    remedy: `Nothing is lost: \`${COMMAND}\` goes on from its last step.`,
  });
}
