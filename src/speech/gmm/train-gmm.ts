/**
 * Clips with transcripts → a GMM–HMM: a flat start, monophones, triphones tied by a decision tree, features made for
 * them (LDA + MLLT), speakers brought nearer to each other (fMLLR). Each stage starts from the alignments of the last.
 */
import { addDeltas } from '../../audio/deltas.js';
import type { FeatureMatrix } from '../../audio/features.js';
import { splice } from '../../audio/splice.js';
import type { Pronunciation } from '../../decode/pronunciation-tree.js';
import { GmmSet } from '../../hmm/gmm-set.js';
import type { GmmAcousticModel } from './acoustic-model.js';
import { type ContextTree, monophoneTree, TreeContext } from './context-tree.js';
import { type AdaptedGmms, FmllrAccumulator, fmllrPrior } from './fmllr.js';
import { estimateLda } from './lda.js';
import { applyTransform, composeTransforms, type LinearTransform } from './linear-transform.js';
import { estimateMllt, transformMeans } from './mllt.js';
import { forEachState, frameSenones, type PhoneAlignment, STATES_PER_PHONE } from './phone-alignment.js';
import { type Stage, StageTrainer } from './stage-trainer.js';
import { tieTriphones } from './tie-triphones.js';

/** A clip to learn from: its normalised cepstra and the pronunciations of its words in order. */
export interface TrainingClip {
  cepstra: FeatureMatrix; // [T, C]
  transcript: (readonly Pronunciation[])[];
  words: readonly string[];
  /** Clips of one speaker are adapted together; without a name a clip stands alone. */
  speaker?: string;
}

export interface GmmTrainingOptions {
  /** Number of phones; ids run from 0. */
  phones: number;
  /** Id of the phone that stands for silence. */
  silence: number;
  silenceProbability: number;
  /** Steps of Viterbi training in each stage. Suggested: 24, or 12 where there are hours of speech. */
  iterations: number;
  /** Clips that monophones are trained on, the shortest ones: from a flat start they are the easiest to find. */
  monophoneClips: number;
  /** Gaussians in all at the end of the monophone stage. */
  monophoneGaussians: number;
  /** Gaussians in all of the later models. Suggested: one for every 60 to 100 frames. */
  gaussians: number;
  /** Senones of the triphone stages; 0 ends after monophones. */
  senones: number;
  /** Frames spliced on each side before LDA. */
  spliceContext: number;
  /** Dimensions kept by LDA; 0 ends after triphones on cepstra with deltas. */
  ldaDimensions: number;
  /** Frames of evidence for the identity against a speaker's fMLLR; 0 ends without speaker adaptation. */
  fmllrPriorFrames: number;
}

/** Where the trainer is: for progress bars and logs. */
export interface TrainingProgress extends StageProgress {
  /** Iterations of all stages up to this one, and of the whole training. */
  done: number;
  total: number;
}

/** Where a stage is. */
export interface StageProgress {
  stage: string;
  iteration: number;
  iterations: number;
  gaussians: number;
  logLikelihoodPerFrame: number;
  /** Clips whose words could not be fitted into their frames. */
  unaligned: number;
}

export interface TrainedGmm {
  /** Hears any speaker. */
  model: GmmAcousticModel;
  /** Spliced cepstra → features, or undefined where features are cepstra with deltas. */
  transform: LinearTransform | undefined;
  /** Gaussians of the same senones for adapted frames. */
  adapted: AdaptedGmms | undefined;
  /** Which phone state every frame of each clip belongs to; undefined where the words did not fit the frames. */
  alignments: (PhoneAlignment | undefined)[];
}

/** What a finished stage leaves, as plain data: training resumes after the last one kept. */
export interface StageResult {
  tree: ContextTree;
  selfLogProb: Float32Array;
  dimensions: number;
  offsets: Int32Array;
  gconst: Float32Array;
  rows: Float32Array;
  transform: LinearTransform | undefined;
  alignments: PhoneAlignment[];
  /** Numbers of the clips that could not be aligned. */
  unaligned: number[];
}

/** Keeps stage results, e.g. as files; see {@link trainGmm}. */
export interface StageStore {
  load(stage: string): StageResult | undefined;
  save(stage: string, result: StageResult): void;
}

/**
 * @param report - called after every iteration.
 * @param store - holds results of stages that need not be run again; they must come from the same clips and options.
 */
export function trainGmm(
  clips: readonly TrainingClip[],
  options: GmmTrainingOptions,
  report: (progress: TrainingProgress) => void = () => {},
  store?: StageStore,
): TrainedGmm {
  const stages = stageNames(options);
  const { iterations } = options;
  const trainer = new StageTrainer(clips, options, (progress) => {
    const done = stages.indexOf(progress.stage) * iterations + progress.iteration;
    report({ ...progress, done, total: stages.length * iterations });
  });
  let transform: LinearTransform | undefined;
  const runStage = (stage: Stage, prepare: () => void): GmmAcousticModel => {
    const kept = store?.load(stage.name);
    if (kept) {
      trainer.alignments = kept.alignments;
      trainer.unaligned = new Set(kept.unaligned);
      transform = kept.transform;
      const gmms = new GmmSet(kept.offsets, kept.dimensions, kept.gconst, kept.rows);
      return { context: new TreeContext(kept.tree, kept.selfLogProb), gmms };
    }
    prepare();
    const { context, gmms } = trainer.train(stage);
    const { tree, selfLogProb } = context;
    const { dimensions, offsets, gconst, rows } = gmms;
    const { alignments } = trainer;
    const unaligned = [...trainer.unaligned];
    const model = { tree, selfLogProb, dimensions, offsets, gconst, rows };
    store?.save(stage.name, { ...model, transform, alignments, unaligned });
    return { context, gmms };
  };
  const finish = (model: GmmAcousticModel, adapted?: AdaptedGmms): TrainedGmm => ({
    model,
    transform,
    adapted,
    alignments: trainer.alignments.map((alignment, i) => (trainer.unaligned.has(i) ? undefined : alignment)),
  });
  const tie = (): ContextTree => tieTriphones(trainer.features, trainer.alignments, options);
  const useDeltas = (): void => {
    trainer.features = clips.map((clip) => addDeltas(clip.cepstra, 2));
  };

  const byLength = clips.map((_, i) => i).sort((a, b) => clips[a]!.cepstra.frames - clips[b]!.cepstra.frames);
  const monophones = monophoneTree(options.phones, options.silence, STATES_PER_PHONE);
  let model = runStage(
    {
      name: 'monophones',
      clips: byLength.slice(0, options.monophoneClips).sort((a, b) => a - b),
      tree: () => monophones,
      gaussians: options.monophoneGaussians,
      alignAfter: (iteration) => iteration <= 6 || iteration % 3 === 0,
    },
    useDeltas,
  );
  if (options.senones === 0) return finish(model);

  const alignAfter = (iteration: number): boolean => iteration % 6 === 0;
  const { gaussians, ldaDimensions, fmllrPriorFrames } = options;
  model = runStage(
    {
      name: 'triphones',
      tree: tie,
      gaussians: ldaDimensions > 0 ? Math.round(gaussians / 2) : gaussians,
      alignAfter,
    },
    useDeltas,
  );
  if (ldaDimensions === 0) return finish(model);

  const spliced = clips.map((clip) => splice(clip.cepstra, options.spliceContext));
  const useTransform = (next: LinearTransform): void => {
    transform = next;
    trainer.features = spliced.map((matrix) => applyTransform(next, matrix));
  };
  const improveTransform = (current: GmmAcousticModel, iteration: number): GmmAcousticModel => {
    if (!transform || ![2, 4, 6, 12].includes(iteration)) return current;
    const mllt = estimateMllt(trainer.features, trainer.alignments, current);
    useTransform(composeTransforms(mllt, transform));
    return { context: current.context, gmms: transformMeans(current.gmms, mllt) };
  };
  model = runStage({ name: 'lda+mllt', tree: tie, gaussians, alignAfter, adapt: improveTransform }, () => {
    const labels = trainer.alignments.map((alignment) => frameSenones(alignment, model.context));
    useTransform(estimateLda(spliced, labels, model.gmms.states, ldaDimensions));
  });
  if (fmllrPriorFrames === 0 || !transform) return finish(model);

  const finalTransform = transform;
  const { tree } = model.context;
  const plain = spliced.map((matrix) => applyTransform(finalTransform, matrix));
  const adaptTo = (target: GmmAcousticModel): void => {
    const transforms = speakerTransforms(clips, plain, trainer.alignments, target, fmllrPriorFrames);
    trainer.features = plain.map((matrix, i) => applyTransform(transforms[i]!, matrix));
  };
  const readapt = (current: GmmAcousticModel, iteration: number): GmmAcousticModel => {
    if ([8, 14, 20].includes(iteration)) adaptTo(current);
    return current;
  };
  const adaptedModel = runStage(
    { name: 'fmllr', tree: () => tree, gaussians, alignAfter, adapt: readapt },
    () => adaptTo(model),
  );
  const prior = fmllrPrior(adaptedModel.gmms, plain);
  return finish(model, { gmms: adaptedModel.gmms, prior, priorFrames: fmllrPriorFrames });
}

/** The stages that will be run, by the names they have below. */
function stageNames({ senones, ldaDimensions, fmllrPriorFrames }: GmmTrainingOptions): string[] {
  const wanted = [senones, ldaDimensions, fmllrPriorFrames].indexOf(0);
  return ['monophones', 'triphones', 'lda+mllt', 'fmllr'].slice(0, wanted < 0 ? 4 : wanted + 1);
}

/** The fMLLR of each clip's speaker. */
function speakerTransforms(
  clips: readonly TrainingClip[],
  features: readonly FeatureMatrix[],
  alignments: readonly PhoneAlignment[],
  model: GmmAcousticModel,
  priorFrames: number,
): LinearTransform[] {
  const prior = fmllrPrior(model.gmms, features);
  const bySpeaker = new Map<string, number[]>();
  clips.forEach(({ speaker }, i) => {
    const key = speaker ?? `clip ${i}`;
    bySpeaker.set(key, [...(bySpeaker.get(key) ?? []), i]);
  });
  const transforms: LinearTransform[] = [];
  for (const members of bySpeaker.values()) {
    const accumulator = new FmllrAccumulator(model.gmms);
    for (const i of members) {
      const { context } = model;
      forEachState(alignments[i]!, context.silence, (left, phone, right, position, start, end) => {
        if (phone === context.silence) return; // it tells nothing of the speaker
        const senone = context.senones(left, phone, right)[position]!;
        for (let t = start; t < end; t++) accumulator.add(senone, features[i]!, t);
      });
    }
    const transform = accumulator.estimate(prior, priorFrames);
    for (const i of members) transforms[i] = transform;
  }
  return transforms;
}
