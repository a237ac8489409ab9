/** Learns words' neighbours in both directions from all reviews, labelled or not. */
import type { Kernels } from '../../rnn/kernels/kernels.js';
import { Network } from '../../rnn/train/network.js';
import { sampledSoftmax } from '../../rnn/train/sampled-softmax.js';
import { type StableDecayLength, trainStableThenDecay } from '../../rnn/train/stable-decay.js';
import { Trainer } from '../../rnn/train/trainer.js';
import { countIds, type EncodedTexts } from '../../text/pieces/encoded-texts.js';
import { wordVectors } from '../../text/pieces/word-vectors.js';
import { dealPassages } from './neighbour-chunks.js';
import { languageModelNetwork, UNITS } from './networks.js';

const PEAK_RATE = 3e-3;
const SEED = 20;
const NOISE = 256;
/** Root mean square of the embedding's numbers at the beginning. */
const SPREAD = 0.1;

/** Slices are a million words. */
export interface PretrainOptions extends StableDecayLength {
  kernels: Kernels;
  vocabularySize: number;
  /** To learn from. */
  reviews: EncodedTexts;
  /** To watch the loss on. */
  dev: EncodedTexts;
  /** Passages of a slice. Default 10,000: about a million words. */
  perSlice?: number;
  /** Of the embedding and the LSTM, {@link UNITS} unless told. */
  units?: number;
}

/**
 * Runs, or goes on with, the training.
 * @returns the weights of {@link languageModelNetwork}, or undefined when asked to stop before the end
 */
export function pretrain(options: PretrainOptions): Promise<Float32Array | undefined> {
  const { kernels, vocabularySize, reviews, dev, stableSlices, log } = options;
  const { perSlice = 10_000, units = UNITS } = options;
  return trainStableThenDecay(options, () => {
    const network = new Network(kernels, languageModelNetwork(vocabularySize, units), SEED);
    const counts = countIds([reviews], vocabularySize);
    const loss = sampledSoftmax(network, { counts, noise: NOISE });
    const train = (first: number) => dealPassages(reviews, { perSlice, seed: SEED, first });
    return {
      ...{ trainer: new Trainer(network, loss, { clipNorm: 1 }), seed: SEED },
      ...{ peakRate: PEAK_RATE, warmUpSlices: 0.2, batches: { maxFrames: 2048, maxSequences: 32 } },
      stable: train(0),
      decay: train(stableSlices),
      dev: dealPassages(dev, { perSlice: Math.min(200, perSlice), seed: 1 }),
      begin() {
        log('word vectors from the words around; a minute');
        const vectors = wordVectors(reviews, vocabularySize, units, SPREAD);
        network.weight('embedding_0/embeddings').set(vectors);
      },
    };
  });
}
