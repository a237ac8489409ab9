/** The body that has learnt words' neighbours learns opinions: reviews, sentences and phrases together. */
import type { Kernels } from '../../rnn/kernels/kernels.js';
import { crossEntropy } from '../../rnn/train/cross-entropy.js';
import { Network } from '../../rnn/train/network.js';
import { Trainer } from '../../rnn/train/trainer.js';
import { readBestWeights, runTraining } from '../../rnn/train/training-run.js';
import type { NeuralCorpora } from './corpora.js';
import { labelledExamples } from './labelled-examples.js';
import { classifierNetwork, UNITS } from './networks.js';

export interface FinetuneOptions {
  kernels: Kernels;
  corpora: NeuralCorpora;
  /** Weights of the language model; without them the classifier begins from nothing. */
  pretrained?: Float32Array;
  folder: string;
  epochs: number;
  peakRate: number;
  /** Of the head's beginning, the order of texts and what is dropped. Default 31. */
  seed?: number;
  /** Of the embedding and the LSTM, {@link UNITS} unless told; those of the pre-trained weights. */
  units?: number;
  signal?: AbortSignal;
  log: (line: string) => void;
}

/** Layers that have learnt before change less than the head that has not: embedding, LSTM, pooling, dropout, dense. */
const LAYER_RATES = [0.3, 1, 1, 1, 2];

/**
 * Runs, or goes on with, the training; the epoch with the fewest errors on the reviews and sentences for tuning is kept.
 * @returns the network, to be closed; or undefined when asked to stop before the end
 */
export async function finetune(options: FinetuneOptions): Promise<Network | undefined> {
  const {
    kernels,
    corpora,
    pretrained,
    folder,
    epochs,
    peakRate,
    seed = 31,
    units = UNITS,
    signal,
    log,
  } = options;
  const description = classifierNetwork(corpora.vocabulary.size, { inputs: 0.3, states: 0.4 }, units);
  const network = new Network(kernels, description, seed);
  if (pretrained) startFrom(network, pretrained);
  const trainer = new Trainer(network, crossEntropy, {
    ...{ clipNorm: 1, averageDecay: 0.998, weightDecay: 0.01 },
    ...(pretrained && { layerRates: LAYER_RATES }),
  });
  try {
    const end = await runTraining({
      ...{ trainer, folder, epochs, seed, checkpointMinutes: 4, patience: 1 },
      train: labelledExamples([corpora.imdbTrain, corpora.phrases]),
      dev: labelledExamples([corpora.imdbDev, corpora.sstTune]),
      figure: ({ right, weight }) => 1 - right! / weight,
      schedule: { peakRate, warmUp: 0.05, decay: 'linear' },
      batches: { maxFrames: 4096, maxSequences: 96 },
      ...(signal && { signal }),
      onStep: ({ epoch, batch, batches, loss, secondsLeft }) => {
        if (batch % 100 === 0) {
          log(
            `epoch ${epoch} batch ${batch}/${batches} loss ${loss.toFixed(3)}, ${secondsLeft.toFixed(0)} s left`,
          );
        }
      },
      onEpoch: ({ epoch, dev }) => log(`epoch ${epoch}: ${(100 * dev!.right!).toFixed(2)} % right on dev`),
    });
    if (end === 'stopped') {
      network.close();
      return undefined;
    }
    kernels.arena.f32(network.parameters, network.size).set(readBestWeights(folder));
    return network;
  } finally {
    trainer.close();
  }
}

/** Both networks begin with the same embedding and LSTM, laid out alike. */
function startFrom(network: Network, pretrained: Float32Array): void {
  const shared = network.layers[2]!.at;
  network.kernels.arena.f32(network.parameters, shared).set(pretrained.subarray(0, shared));
}
