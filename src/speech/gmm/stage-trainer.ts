/** One stage of GMM training: a model from alignments, then Viterbi training with growing mixtures and fresh alignments. */
import type { FeatureMatrix } from '../../audio/features.js';
import { buildTranscriptNetwork } from '../../decode/lexicon-network.js';
import { viterbiAlign } from '../../decode/viterbi-align.js';
import { type GmmAcousticModel, initialModel, reestimate, varianceFloors } from './acoustic-model.js';
import type { ContextTree } from './context-tree.js';
import { GmmScores } from './gmm-scores.js';
import { evenAlignment, type PhoneAlignment, phoneAlignment } from './phone-alignment.js';
import type { GmmTrainingOptions, StageProgress, TrainingClip } from './train-gmm.js';

/** Share of the iterations after which no Gaussians are added. */
const GROWING = 0.75;
/** Beams of forced alignment, in log-likelihood, tried in turn. */
const ALIGN_BEAMS = [150, 2000];

export interface Stage {
  name: string;
  /** The senones of the model, from the features and alignments the stage begins with. */
  tree(): ContextTree;
  /** Gaussians in all at its end. */
  gaussians: number;
  /** Iterations after which clips are aligned anew; all are after the last. */
  alignAfter(iteration: number): boolean;
  /** Numbers of the clips it learns from; all unless given. */
  clips?: readonly number[];
  /** May improve the features, and returns the model in the new ones. Called before each iteration. */
  adapt?(model: GmmAcousticModel, iteration: number): GmmAcousticModel;
}

/** Keeps the features and alignments that go from one stage to the next. */
export class StageTrainer {
  /** Frames the present stage sees. // each [T, D] */
  features: FeatureMatrix[] = [];
  alignments: PhoneAlignment[];
  /** Numbers of the clips whose words did not fit into their frames when last tried. */
  unaligned = new Set<number>();

  constructor(
    private readonly clips: readonly TrainingClip[],
    private readonly options: GmmTrainingOptions,
    private readonly report: (progress: StageProgress) => void,
  ) {
    this.alignments = clips.map(({ cepstra, transcript }) => {
      const phones = transcript.flatMap((variants) => [...variants[0]!.phones]);
      return evenAlignment([options.silence, ...phones, options.silence], cepstra.frames);
    });
  }

  train({ name, tree: makeTree, gaussians, alignAfter, adapt, clips }: Stage): GmmAcousticModel {
    const all = this.clips.map((_, i) => i);
    const chosen = clips ?? all;
    const { iterations } = this.options;
    const lastGrowth = Math.round(GROWING * iterations);
    const tree = makeTree();
    let floor = varianceFloors(this.features);
    let model = initialModel(tree, this.examples(chosen), floor);
    for (let iteration = 1; iteration <= iterations; iteration++) {
      if (adapt) {
        model = adapt(model, iteration);
        floor = varianceFloors(this.features);
      }
      const share = Math.min(1, iteration / lastGrowth);
      const target = Math.round(tree.senones + Math.max(0, gaussians - tree.senones) * share);
      const growTo = iteration <= lastGrowth ? target : undefined;
      const step = reestimate(model, this.examples(chosen), floor, growTo);
      model = step.model;
      if (iteration === iterations) this.align(model, all);
      else if (alignAfter(iteration)) this.align(model, chosen);
      this.report({
        stage: name,
        iteration,
        iterations,
        gaussians: model.gmms.components,
        logLikelihoodPerFrame: step.logLikelihoodPerFrame,
        unaligned: this.unaligned.size,
      });
    }
    return model;
  }

  private examples(clips: readonly number[]): { features: FeatureMatrix; alignment: PhoneAlignment }[] {
    return clips.map((i) => ({ features: this.features[i]!, alignment: this.alignments[i]! }));
  }

  private align(model: GmmAcousticModel, clips: readonly number[]): void {
    const { silenceProbability } = this.options;
    for (const i of clips) {
      const { transcript, words } = this.clips[i]!;
      const network = buildTranscriptNetwork(transcript, words, model.context, { silenceProbability });
      const scores = new GmmScores(model.gmms, this.features[i]!, 1);
      this.unaligned.add(i);
      for (const beam of ALIGN_BEAMS) {
        const path = viterbiAlign(network, scores, { beam, acousticScale: 1 });
        if (!path) continue;
        this.alignments[i] = phoneAlignment(network, path);
        this.unaligned.delete(i);
        break;
      }
    }
  }
}
