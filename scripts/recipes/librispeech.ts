/** General English. LibriSpeech, 7.2 h, and books → models/speech-en, in stages that go on where they were stopped. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kernels } from '../../src/rnn/kernels/kernels.js';
import type { Network } from '../../src/rnn/train/network.js';
import type { EpochMetrics, RunEnd } from '../../src/rnn/train/training-run.js';
import { corporaFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { makeEnglishLanguage } from '../../src/speech/neural/english-language.js';
import { openFeatureCache } from '../../src/speech/neural/feature-cache.js';
import { prepareTraining } from '../../src/speech/neural/prepare-training.js';
import { trainFrames } from '../../src/speech/neural/train-frames.js';
import { trainMmi } from '../../src/speech/neural/train-mmi.js';
import { librispeechTraining } from '../../src/speech/neural/training-list.js';
import { writeEnglishModel } from '../../src/speech/neural/write-english.js';
import { writeCurves } from '../report/curves.js';
import { englishCard } from './librispeech-card.js';
import { measure, modelFolder, type RecipeContext, wordErrorLine } from './recipe.js';

const COMMAND = 'npm run recipe -- librispeech';
const DEV = 'librispeech-dev-clean';
const SHAPE = { features: 40, layers: 3, units: 256, bidirectional: true, dropout: 0.2 };
const BATCHES = { maxFrames: 12_800, maxUtterances: 8 };
const COPIES = 2;
const DECODING = { beam: 13, wordBeam: 10, maxActive: 7000, latticeBeam: 6, languageWeight: 0.9 };

export async function librispeech(context: RecipeContext): Promise<string> {
  const { runFolder, stateFolder, log } = context;
  const utterances = librispeechTraining();
  const prepared = { utterances, folder: runFolder, stateFolder, command: COMMAND, copies: COPIES, log };
  const features = await prepareTraining(prepared);
  using plain = openFeatureCache(features, { copies: [0] });
  using all = openFeatureCache(features);
  const language = join(runFolder, 'language');
  makeEnglishLanguage({
    books: join(corporaFolder(), 'books', 'books.txt'),
    transcripts: join(corporaFolder(), 'LibriSpeech', 'train-clean-100.txt'),
    dev: readPinnedCorpus(DEV).map(({ text }) => text.split(' ')),
    phones: plain.targets.phones,
    ...{ folder: language, log },
  });

  const kernels = await Kernels.load({ threads: 2 });
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  const onEpoch = (metrics: EpochMetrics): void => log(JSON.stringify(metrics));
  const shared = { kernels, shape: SHAPE, seed: 1, signal: stop.signal, onEpoch, ...BATCHES };
  const stage = async (
    name: string,
    train: (folder: string) => Promise<{ network: Network; end: RunEnd }>,
  ): Promise<Network> => {
    const { network, end } = await train(join(runFolder, name));
    if (end === 'stopped') throw new Error(`${name}: stopped; the same command goes on from here`);
    writeCurves(join(runFolder, name));
    return network;
  };
  const frames = await stage('frames', (folder) =>
    trainFrames({ ...shared, cache: plain, epochs: 6, peakRate: 1e-3, folder }),
  );
  const initial = frames.snapshot();
  frames.close();
  const rest = { initial, initialGives: 'posteriors', tolerance: 2, leakage: 0.01, l2: 1e-4, log } as const;
  const network = await stage('mmi', (folder) =>
    trainMmi({ ...shared, ...rest, cache: all, epochs: 6, peakRate: 8e-4, folder }),
  );

  const folder = modelFolder(context, 'speech-en');
  writeEnglishModel(folder, {
    description: {
      name: 'speech-en',
      description: 'General English, read speech, 203,000 words; a first stage',
      data: 'LibriSpeech train-clean-5 and part of train-clean-100 (7.2 h); public-domain books',
      licence: 'CC BY 4.0, as LibriSpeech',
      command: COMMAND,
    },
    ...{ network, targets: all.targets, language, silenceProbability: 0.3, dtype: 'uint8' },
    decoding: DECODING,
  });
  network.close();
  await kernels.close();
  const { evaluation, report } = await measure(folder, DEV, context);
  writeFileSync(join(folder, 'CARD.md'), englishCard(wordErrorLine(evaluation)));
  return report;
}
