/** One stage of GMM training: a model from alignments, then Viterbi training with growing mixtures and fresh alignments. */
import type { FeatureMatrix } from '../../audio/features.js';
import { buildTranscriptNetwork } from '../../decode/lexicon-network.js';
import { viterbiAlign } from '../../decode/viterbi-align.js';
import { type GmmAcousticModel, initialModel, reestimate, varianceFloors } from './acoustic-model.js';
import type { ContextTree } from './context-tree.js';
import { GmmScores } from './gmm-scores.js';
import { evenAlignment, type PhoneAlignment, phoneAlignment } from './phone-alignment.js';
import type { GmmTrainingOptions, TrainingClip, TrainingProgress } from './train-gmm.js';

const ITERATIONS = 24;
const LAST_GROWTH = 18;
/** Beams of forced alignment, in log-likelihood, tried in turn. */
const ALIGN_BEAMS = [150, 2000];

export interface Stage {
  name: string;
  /** The senones of the model, from the features and alignments the stage begins with. */
  tree(): ContextTree;
  /** Gaussians in all at its end. */
  gaussians: number;
  /** Iterations after which clips are aligned anew. */
  alignAfter(iteration: number): boolean;
  /** May improve the features, and returns the model in the new ones. Called before each iteration. */
  adapt?(model: GmmAcousticModel, iteration: number): GmmAcousticModel;
}

/** Keeps the features and alignments that go from one stage to the next. */
export class StageTrainer {
  /** Frames the present stage sees. // each [T, D] */
  features: FeatureMatrix[] = [];
  alignments: PhoneAlignment[];
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

  train({ name, tree: makeTree, gaussians, alignAfter, adapt }: Stage): GmmAcousticModel {
    const tree = makeTree();
    let floor = varianceFloors(this.features);
    let model = initialModel(tree, this.examples(), floor);
    for (let iteration = 1; iteration <= ITERATIONS; iteration++) {
      if (adapt) {
        model = adapt(model, iteration);
        floor = varianceFloors(this.features);
      }
      const share = Math.min(1, iteration / LAST_GROWTH);
      const target = Math.round(tree.senones + Math.max(0, gaussians - tree.senones) * share);
      const step = reestimate(model, this.examples(), floor, iteration <= LAST_GROWTH ? target : undefined);
      model = step.model;
      if (alignAfter(iteration) || iteration === ITERATIONS) this.align(model);
      this.report({
        stage: name,
        iteration,
        iterations: ITERATIONS,
        gaussians: model.gmms.components,
        logLikelihoodPerFrame: step.logLikelihoodPerFrame,
        unaligned: this.unaligned,
      });
    }
    return model;
  }

  private examples(): { features: FeatureMatrix; alignment: PhoneAlignment }[] {
    return this.features.map((features, i) => ({ features, alignment: this.alignments[i]! }));
  }

  private align(model: GmmAcousticModel): void {
    this.unaligned = 0;
    const { silenceProbability } = this.options;
    this.clips.forEach(({ transcript, words }, i) => {
      const network = buildTranscriptNetwork(transcript, words, model.context, { silenceProbability });
      const scores = new GmmScores(model.gmms, this.features[i]!, 1);
      for (const beam of ALIGN_BEAMS) {
        const path = viterbiAlign(network, scores, { beam, acousticScale: 1 });
        if (!path) continue;
        this.alignments[i] = phoneAlignment(network, path);
        return;
      }
      this.unaligned++;
    });
  }
}
