/**
 * Dictionary → G2P model, in three steps: align letters with phones; train the joint n-gram model; train the reranker
 * on proposals for words that the proposing model has not seen, as it will be with every word it is asked for.
 */

import { createRandom } from '../../random.js';
import { Aligner, type Entry } from './align.js';
import { type Dictionary, gatherEvidence } from './evidence.js';
import { FeatureList } from './feature-list.js';
import { addFeatures } from './features.js';
import type { G2pModel } from './g2p.js';
import { withoutStress } from './graphone.js';
import { JointModel, type JointModelOptions } from './joint-model.js';
import { type ProposeOptions, propose } from './propose.js';
import { Reranker } from './reranker.js';
import type { Sample } from './split.js';
import { type RankingExample, trainReranker, withoutCommon } from './train-reranker.js';

export interface TrainG2pOptions {
  /** Steps of EM for the alignment. */
  alignmentSteps: number;
  /** Graphones seen less often in the alignment are given up. */
  minGraphoneCount: number;
  joint: JointModelOptions;
  /** Parts of the training data, each proposed for by a joint model of the others. */
  folds: number;
  search: ProposeOptions;
  reranker: { epochs: number; learningRate: number; smallest: number; largest: number };
  seed: number;
  log?: (message: string) => void;
}

/** What the shipped model was trained with; tuned on the development words. */
export const DEFAULTS: TrainG2pOptions = {
  alignmentSteps: 12,
  minGraphoneCount: 5,
  joint: { order: 6, minCounts: [1, 1, 1, 1, 1, 2] },
  folds: 5,
  search: { beam: 40, beamWidth: 12, proposals: 30 },
  reranker: { epochs: 2, learningRate: 0.05, smallest: 0.02, largest: 2 },
  seed: 1,
};

/** @param samples - the training words; also the dictionary that words are compared with */
export function trainG2p(samples: readonly Sample[], options: TrainG2pOptions): G2pModel {
  const { joint: jointOptions, search, folds, log } = options;
  const sequences = alignSamples(samples, options);
  const graphones = [...new Set(sequences.flat(2))].sort();
  log?.(`${graphones.length} graphones`);

  const known = new Map(samples.map(({ word, bare }) => [word, bare]));
  const dictionary: Dictionary = (word) => known.get(word) ?? [];
  const examples: RankingExample[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const others = sequences.filter((_, i) => i % folds !== fold).flat();
    const joint = JointModel.train(others, graphones, jointOptions);
    for (let i = fold; i < samples.length; i += folds) {
      const example = rankingExample(samples[i]!, joint, dictionary, search);
      if (example) examples.push(example);
    }
    log?.(`fold ${fold + 1}: ${examples.length} words to rank`);
  }
  const { weights, jointWeight } = trainReranker(examples, {
    ...options.reranker,
    random: createRandom(options.seed),
    log,
  });
  return {
    joint: JointModel.train(sequences.flat(), graphones, jointOptions),
    reranker: Reranker.quantize(weights, jointWeight, options.reranker),
    search,
  };
}

/** The graphones of every pronunciation of every sample; pronunciations that cannot be aligned are left out. */
function alignSamples(
  samples: readonly Sample[],
  { alignmentSteps, minGraphoneCount, log }: TrainG2pOptions,
): string[][][] {
  const bySample = samples.map(({ word, letters, spoken }) =>
    spoken.map((variant): Entry => ({ word, letters, spoken: variant })),
  );
  const entries = bySample.flat();
  const aligner = new Aligner();
  for (let step = 1; step <= alignmentSteps; step++)
    log?.(`alignment step ${step}: log likelihood ${aligner.update(entries) / entries.length} per entry`);
  aligner.prune(entries, minGraphoneCount);
  return bySample.map((variants) =>
    variants.map((entry) => aligner.align(entry)).filter((names) => names !== undefined),
  );
}

/** The proposals for a word, or undefined when they teach nothing: all right or all wrong. */
function rankingExample(
  { word, letters, bare }: Sample,
  joint: JointModel,
  dictionary: Dictionary,
  search: ProposeOptions,
): RankingExample | undefined {
  const proposals = propose(joint, letters, search);
  const correct = Uint8Array.from(proposals, (proposal) =>
    bare.includes(withoutStress(proposal.spoken)) ? 1 : 0,
  );
  if (!correct.includes(1) || !correct.includes(0)) return undefined;
  const evidence = gatherEvidence(word, dictionary);
  const features = proposals.map((proposal) => {
    const list = new FeatureList();
    addFeatures(proposal, word.length, joint, evidence, list);
    return list.indices;
  });
  return {
    correct,
    logJoint: Float64Array.from(proposals, ({ logJoint }) => logJoint),
    features: withoutCommon(features),
  };
}
