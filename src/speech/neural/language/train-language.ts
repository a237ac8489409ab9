/** Trains the recurrent language model of the second pass: the next piece of a text, from all before it. */
import type { Kernels } from '../../../rnn/kernels/kernels.js';
import { Network, type NetworkDescription } from '../../../rnn/train/network.js';
import { sampledSoftmax } from '../../../rnn/train/sampled-softmax.js';
import { type StableDecayLength, trainStableThenDecay } from '../../../rnn/train/stable-decay.js';
import { Trainer } from '../../../rnn/train/trainer.js';
import { countIds } from '../../../text/pieces/encoded-texts.js';
import { wordVectors } from '../../../text/pieces/word-vectors.js';
import { BOUNDARY } from './counted-pieces.js';
import { dealText, sliceCounts } from './deal.js';
import type { LanguageText } from './text.js';

const PEAK_RATE = 3e-3;
const SEED = 11;
/** Ids drawn to compete with those of a batch. */
const NOISE = 1024;
/** Root mean square of the embedding's numbers at the beginning. */
const SPREAD = 0.1;
/** Share of transcripts while the rate is high, and while it falls: the end is remembered best. */
const SHARES = [0.04, 0.15] as const;

export interface LanguageShape {
  /** Width of the table of pieces, which serves as input and as output. */
  embedding: number;
  /** Of the LSTM. */
  units: number;
}

export interface TrainLanguageOptions extends StableDecayLength {
  kernels: Kernels;
  text: LanguageText;
  shape: LanguageShape;
  /** Passages of a slice. Default 10,000: some 380,000 pieces. */
  perSlice?: number;
}

/** Ids of pieces → states as wide as the table, whose products with its rows are logits but for their bias. */
export function languageNetwork(pieces: number, { embedding, units }: LanguageShape): NetworkDescription {
  return {
    inputs: 1,
    layers: [
      { kind: 'embedding', vocabulary: pieces, units: embedding },
      { kind: 'recurrent', cell: { kind: 'lstm', units } },
      { kind: 'dense', units: embedding },
    ],
  };
}

/** How often each piece occurs: what the bias of its logit is the logarithm of. */
export function countPieces({ books, transcripts, heldOut, vocabulary }: LanguageText): Float64Array {
  const counts = countIds([books, transcripts, heldOut], vocabulary.size);
  const texts = [books, transcripts, heldOut].reduce((sum, { starts }) => sum + starts.length - 1, 0);
  counts[vocabulary.idsOf(BOUNDARY)[0]!] = texts;
  return counts;
}

/**
 * Runs, or goes on with, the training.
 * @returns the weights of {@link languageNetwork}, or undefined when asked to stop before the end
 */
export function trainLanguage(options: TrainLanguageOptions): Promise<Float32Array | undefined> {
  const { kernels, text, shape, stableSlices, perSlice = 10_000, log } = options;
  return trainStableThenDecay(options, () => {
    const { vocabulary, books, transcripts, heldOut } = text;
    const [boundary] = vocabulary.idsOf(BOUNDARY) as [number];
    const network = new Network(kernels, languageNetwork(vocabulary.size, shape), SEED);
    const loss = sampledSoftmax(network, { counts: countPieces(text), noise: NOISE });
    const train = (share: number, dealt: [number, number]) =>
      dealText([books, transcripts], { boundary, perSlice, share, seed: SEED, dealt });
    const watched = { boundary, perSlice: heldOut.starts.length - 1, share: 0, seed: 1 };
    const [first, second] = sliceCounts(perSlice, SHARES[0]);
    return {
      ...{ trainer: new Trainer(network, loss, { clipNorm: 1 }), seed: SEED },
      ...{ peakRate: PEAK_RATE, warmUpSlices: 1, batches: { maxFrames: 2048, maxSequences: 64 } },
      stable: train(SHARES[0], [0, 0]),
      decay: train(SHARES[1], [first * stableSlices, second * stableSlices]),
      dev: dealText([heldOut, heldOut], watched),
      begin() {
        log('vectors of pieces from the pieces around; a minute');
        const vectors = wordVectors(books, vocabulary.size, shape.embedding, SPREAD);
        network.weight('embedding_0/embeddings').set(vectors);
      },
    };
  });
}
