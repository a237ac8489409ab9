/**
 * The last stage of the recurrent member: it goes on learning from reviews, their sentences and graded phrases, and
 * beside them from composed texts that deny, concede and grade what the phrases say.
 */
import { join } from 'node:path';
import { createRandom, type Random } from '../../random.js';
import type { Kernels } from '../../rnn/kernels/kernels.js';
import { readSavedModel } from '../../rnn/runtime/model-files.js';
import { crossEntropy } from '../../rnn/train/cross-entropy.js';
import { networkFromSaved } from '../../rnn/train/load.js';
import type { Network } from '../../rnn/train/network.js';
import { Trainer } from '../../rnn/train/trainer.js';
import { readBestWeights, runTraining } from '../../rnn/train/training-run.js';
import type { PieceVocabulary } from '../../text/pieces/vocabulary.js';
import { readVocabulary, VOCABULARY_FILE } from '../../text/pieces/vocabulary-file.js';
import { tokenize } from '../../text/review/tokens.js';
import { composer } from '../composition/compose.js';
import { pick } from '../composition/draw.js';
import { collectParts, type Part } from '../composition/parts.js';
import { valenceOfStars } from '../composition/valence.js';
import { createTagger } from '../composition/words.js';
import { polarTexts } from '../corpus/hold-out-texts.js';
import { readPinnedReviews, readPinnedTrees } from '../corpus/pinned-reviews.js';
import type { Phrase } from '../corpus/treebank.js';
import { encodeLabelled } from './corpora.js';
import { excerpt } from './excerpt.js';
import { type GradedText, gradedExamples, gradeTexts } from './graded-examples.js';
import { KEPT, labelledExamples } from './labelled-examples.js';
import { openRecurrentScorer } from './open-recurrent-scorer.js';
import { sentencesOfReviews } from './sentences-of-reviews.js';

export interface CompositionOptions {
  kernels: Kernels;
  /** Folder of the member that goes on learning. */
  from: string;
  /** Checkpoints and metrics. */
  folder: string;
  /** Of single words, from −1 to 1, beside those of the treebank. */
  valences: ReadonlyMap<string, number>;
  /** Texts that must not be composed: those one measures on. */
  excluded: readonly string[];
  /** Rounds, each with composed pairs of its own. Default 4. */
  epochs?: number;
  /** Default 1.5e-3. */
  peakRate?: number;
  /** Pairs composed, phrases, reviews' sentences and reviews drawn for a round. Default 15,000, 35,000, 8,000, 500. */
  pairs?: number;
  phrases?: number;
  sentences?: number;
  reviews?: number;
  seed?: number;
  signal?: AbortSignal;
  log: (line: string) => void;
}

/** One in so many phrases that are neither for nor against. */
const NEUTRAL_STRIDE = 4;
/** Times that a sentence is there beside the phrases, of which there are ten for each. */
const SENTENCE_COPIES = 2;
/** Composed of the phrases of sentences for tuning, and looked at beside these after each round. */
const DEV_PAIRS = 300;
const LAYER_RATES = [0.3, 1, 1, 1, 1];

/** @returns the network, to be closed; or undefined when asked to stop before the end */
export async function teachComposition(
  options: CompositionOptions,
): Promise<{ network: Network; vocabulary: PieceVocabulary } | undefined> {
  const { kernels, from, folder, epochs = 4, peakRate = 1.5e-3, seed = 47, signal, log } = options;
  const { pairs = 15_000, phrases = 35_000, sentences = 8_000, reviews = 500 } = options;
  const vocabulary = readVocabulary(join(from, VOCABULARY_FILE));
  const trees = readPinnedTrees('sst-train');
  const parts = collectParts(trees, options.valences, createTagger());
  const labelled = polarTexts(readPinnedReviews('imdb-train'));
  using judge = await openRecurrentScorer(from);
  const sources = {
    composed: composer(parts, options.excluded),
    phrases: gradedPhrases(trees),
    sentences: sentencesOfReviews(labelled, judge, vocabulary),
    reviews: labelled,
  };
  const round = (random: Random): GradedText[] => [
    ...gradeTexts(vocabulary, sources.composed(random, pairs)),
    ...gradeTexts(vocabulary, draw(random, sources.phrases, phrases)),
    ...sources.sentences(random, sentences),
    ...draw(random, sources.reviews, reviews).map(({ text, label }) => ({
      ids: excerpt(vocabulary.encode(tokenize(text)), KEPT.head, KEPT.tail),
      chance: label,
    })),
  ];
  const tuning = readPinnedTrees('sst-tune');
  const composedDev = composer(collectParts(tuning, new Map(), createTagger()), options.excluded);
  const dev = [
    polarTexts(tuning.map(([sentence]) => sentence!)),
    composedDev(createRandom(seed), DEV_PAIRS).map(({ text, valence }, i) => ({
      ...{ id: `composed/${i}`, text },
      label: valence > 0 ? (1 as const) : (0 as const),
    })),
  ];
  const network = networkFromSaved(kernels, await readSavedModel(join(from, 'model.json')));
  const trainer = new Trainer(network, crossEntropy, {
    ...{ clipNorm: 1, averageDecay: 0.99, weightDecay: 0.01, layerRates: LAYER_RATES },
  });
  try {
    const end = await runTraining({
      ...{ trainer, folder, epochs, seed, checkpointMinutes: 3 },
      train: gradedExamples((_, random) => round(random), seed),
      dev: labelledExamples(dev.map((texts) => encodeLabelled(vocabulary, texts))),
      figure: ({ right, weight }) => 1 - right! / weight,
      schedule: { peakRate, warmUp: 0.05, decay: 'linear' },
      batches: { maxFrames: 4096, maxSequences: 256 },
      ...(signal && { signal }),
      onStep: ({ epoch, batch, batches, loss, secondsLeft }) => {
        if (batch % 20 === 0) {
          log(
            `epoch ${epoch} batch ${batch}/${batches} loss ${loss.toFixed(3)}, ${secondsLeft.toFixed(0)} s left`,
          );
        }
      },
      onEpoch: ({ epoch, dev: got }) =>
        log(`epoch ${epoch}: ${(100 * got!.right!).toFixed(2)} % right on dev`),
    });
    if (end === 'stopped') {
      network.close();
      return undefined;
    }
    kernels.arena.f32(network.parameters, network.size).set(readBestWeights(folder));
    return { network, vocabulary };
  } finally {
    trainer.close();
  }
}

/** Each wording of the phrases once, with what people thought of it; sentences more often. */
function gradedPhrases(trees: readonly (readonly Phrase[])[]): Part[] {
  const phrases = new Map<string, Part>();
  let neutral = 0;
  for (const { text, stars } of trees.flat()) {
    if (phrases.has(text) || (stars === 3 && neutral++ % NEUTRAL_STRIDE !== 0)) continue;
    phrases.set(text, { text, valence: valenceOfStars(stars) });
  }
  const sentences = trees
    .map(([sentence]) => phrases.get(sentence!.text))
    .filter((part) => part !== undefined);
  return [...phrases.values(), ...new Array<Part[]>(SENTENCE_COPIES).fill(sentences).flat()];
}

function draw<T>(random: Random, list: readonly T[], count: number): T[] {
  return Array.from({ length: count }, () => pick(random, list));
}
