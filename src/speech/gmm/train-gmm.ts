/**
 * Clips with transcripts → a GMM–HMM: a flat start, monophones, triphones tied by a decision tree, then features
 * made for them (LDA + MLLT). Each stage starts from the alignments of the one before.
 */
import { addDeltas } from '../../audio/deltas.js';
import type { FeatureMatrix } from '../../audio/features.js';
import { splice } from '../../audio/splice.js';
import { buildTranscriptNetwork } from '../../decode/lexicon-network.js';
import type { Pronunciation } from '../../decode/pronunciation-tree.js';
import { viterbiAlign } from '../../decode/viterbi-align.js';
import { type GmmAcousticModel, initialModel, reestimate, varianceFloors } from './acoustic-model.js';
import { type ContextTree, monophoneTree } from './context-tree.js';
import { GmmScores } from './gmm-scores.js';
import { clusterPhones, growTree, pool, type TriphoneStats } from './grow-tree.js';
import { estimateLda } from './lda.js';
import { applyTransform, composeTransforms, type LinearTransform } from './linear-transform.js';
import { estimateMllt, transformMeans } from './mllt.js';
import {
  evenAlignment,
  forEachState,
  frameSenones,
  type PhoneAlignment,
  phoneAlignment,
  STATES_PER_PHONE,
} from './phone-alignment.js';

/** A clip to learn from: its normalised cepstra and the pronunciations of its words in order. */
export interface TrainingClip {
  cepstra: FeatureMatrix; // [T, C]
  transcript: Pronunciation[][];
  words: string[];
}

export interface GmmTrainingOptions {
  /** Number of phones; ids run from 0. */
  phones: number;
  /** Id of the phone that stands for silence. */
  silence: number;
  silenceProbability: number;
  /** Gaussians in all: after the monophone stage, and of the final model. */
  monophoneGaussians: number;
  gaussians: number;
  /** Senones of the triphone stages; 0 stays with monophones. */
  senones: number;
  /** Frames spliced on each side before LDA, and dimensions kept; 0 dimensions stays with deltas. */
  spliceContext: number;
  ldaDimensions: number;
}

/** Where the trainer is: for progress bars and logs. */
export interface TrainingProgress {
  stage: string;
  iteration: number;
  iterations: number;
  gaussians: number;
  logLikelihoodPerFrame: number;
  /** Clips whose words could not be fitted into their frames. */
  unaligned: number;
}

export interface TrainedGmm {
  model: GmmAcousticModel;
  /** Spliced cepstra → features, or undefined where features are cepstra with deltas. */
  transform: LinearTransform | undefined;
}

const STAGE_ITERATIONS = 24;
const LAST_GROWTH = 18;

/** @param report - called after every iteration. */
export function trainGmm(
  clips: readonly TrainingClip[],
  options: GmmTrainingOptions,
  report: (progress: TrainingProgress) => void = () => {},
): TrainedGmm {
  const deltas = clips.map((clip) => addDeltas(clip.cepstra, 2));
  const trainer = new StageTrainer(clips, options, report);
  trainer.features = deltas;
  const monophones = monophoneTree(options.phones, options.silence, STATES_PER_PHONE);
  let model = trainer.train('monophones', monophones, options.monophoneGaussians);
  if (options.senones === 0) return { model, transform: undefined };
  const tree = tieTriphones(trainer, deltas, options);
  const lda = options.ldaDimensions > 0;
  model = trainer.train('triphones', tree, lda ? Math.round(options.gaussians / 2) : options.gaussians);
  if (!lda) return { model, transform: undefined };

  const spliced = clips.map((clip) => splice(clip.cepstra, options.spliceContext));
  let transform = estimateLda(spliced, trainer.frameSenones(model), model.gmms.states, options.ldaDimensions);
  trainer.features = spliced.map((matrix) => applyTransform(transform, matrix));
  const ldaTree = tieTriphones(trainer, trainer.features, options);
  trainer.adapt = (current) => {
    const mllt = estimateMllt(trainer.features, trainer.alignments, current);
    transform = composeTransforms(mllt, transform);
    trainer.features = spliced.map((matrix) => applyTransform(transform, matrix));
    return { context: current.context, gmms: transformMeans(current.gmms, mllt) };
  };
  model = trainer.train('lda+mllt', ldaTree, options.gaussians);
  return { model, transform };
}

/** Runs one stage: model from alignments, then Viterbi training with growing mixtures and fresh alignments. */
class StageTrainer {
  features: FeatureMatrix[] = [];
  readonly alignments: PhoneAlignment[];
  /** Called now and then in a stage to improve the features; returns the model in the new ones. */
  adapt: ((model: GmmAcousticModel) => GmmAcousticModel) | undefined;
  private unaligned = 0;

  constructor(
    private readonly clips: readonly TrainingClip[],
    private readonly options: GmmTrainingOptions,
    private readonly report: (progress: TrainingProgress) => void,
  ) {
    this.alignments = clips.map(({ cepstra, transcript }) => {
      const phones = transcript.flatMap((variants) => [...variants[0]!.phones]);
      return evenAlignment([options.silence, ...phones, options.silence], cepstra.frames);
    });
  }

  train(stage: string, tree: ContextTree, gaussians: number): GmmAcousticModel {
    const floor = varianceFloors(this.features);
    let model = initialModel(tree, this.examples(), floor);
    for (let iteration = 1; iteration <= STAGE_ITERATIONS; iteration++) {
      if (stage === 'monophones' ? iteration <= 10 || iteration % 2 === 0 : iteration % 6 === 0)
        this.align(model);
      if (this.adapt && [2, 4, 6, 12].includes(iteration)) model = this.adapt(model);
      const share = Math.min(1, iteration / LAST_GROWTH);
      const target = Math.round(tree.senones + (Math.max(gaussians, tree.senones) - tree.senones) * share);
      const step = reestimate(model, this.examples(), floor, iteration <= LAST_GROWTH ? target : undefined);
      model = step.model;
      this.report({
        stage,
        iteration,
        iterations: STAGE_ITERATIONS,
        gaussians: model.gmms.components,
        logLikelihoodPerFrame: step.logLikelihoodPerFrame,
        unaligned: this.unaligned,
      });
    }
    this.align(model);
    return model;
  }

  examples(): { features: FeatureMatrix; alignment: PhoneAlignment }[] {
    return this.features.map((features, i) => ({ features, alignment: this.alignments[i]! }));
  }

  /** The senone of every frame of every clip. */
  frameSenones(model: GmmAcousticModel): Int32Array[] {
    return this.alignments.map((alignment) => frameSenones(alignment, model.context));
  }

  private align(model: GmmAcousticModel): void {
    this.unaligned = 0;
    const network = { silenceProbability: this.options.silenceProbability };
    this.clips.forEach(({ transcript, words }, i) => {
      const graph = buildTranscriptNetwork(transcript, words, model.context, network);
      const scores = new GmmScores(model.gmms, this.features[i]!, 1);
      const path =
        viterbiAlign(graph, scores, { beam: 200, acousticScale: 1 }) ??
        viterbiAlign(graph, scores, { beam: 2000, acousticScale: 1 });
      if (path) this.alignments[i] = phoneAlignment(graph, path);
      else this.unaligned++;
    });
  }
}

/** A decision tree from the trainer's alignments and single-Gaussian statistics of `matrices`. */
function tieTriphones(
  trainer: StageTrainer,
  matrices: readonly FeatureMatrix[],
  options: GmmTrainingOptions,
): ContextTree {
  const D = matrices[0]!.dimensions;
  const byTriphone = new Map<string, TriphoneStats>();
  matrices.forEach(({ data }, i) => {
    forEachState(trainer.alignments[i]!, options.silence, (left, phone, right, position, start, end) => {
      const key = `${left} ${phone} ${right} ${position}`;
      let stats = byTriphone.get(key);
      if (!stats) {
        const sum = new Float64Array(D);
        stats = { left, phone, right, position, count: 0, sum, sumSquares: new Float64Array(D) };
        byTriphone.set(key, stats);
      }
      stats.count += end - start;
      for (let j = start * D; j < end * D; j++) {
        const x = data[j]!;
        stats.sum[j % D]! += x;
        stats.sumSquares[j % D]! += x * x;
      }
    });
  });
  const stats = [...byTriphone.values()];
  const floor = varianceFloors(matrices);
  const middles = Array.from({ length: options.phones }, (_, phone) =>
    pool(
      stats.filter((s) => s.phone === phone && s.position === 1),
      D,
    ),
  );
  const questions = clusterPhones(middles, floor);
  return growTree(stats, questions, options.phones, options.silence, STATES_PER_PHONE, {
    senones: options.senones,
    minFrames: 60,
    varianceFloor: floor,
  });
}
