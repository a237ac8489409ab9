/** Alignments and the unaugmented features → the senones of the neural model and the targets of its training. */
import { join } from 'node:path';
import type { ContextTree } from '../gmm/context-tree.js';
import type { PhoneAlignment } from '../gmm/phone-alignment.js';
import { readCacheHeader } from './cache-files.js';
import { chainLabels, type PhoneSegments, phoneSegments } from './chain-alignment.js';
import { type ChainTargets, TARGETS_FOLDER, writeTargets } from './chain-targets.js';
import { chainContext, growChainTree, type SegmentedFeatures } from './chain-tree.js';
import { CopyReader } from './copy-reader.js';

/** Frames added to every senone's count, so that one never seen has a prior. */
const SMOOTHING = 1;

export interface MakeTargetsOptions {
  /** A feature cache whose copy 0 is not augmented. */
  folder: string;
  /** Phone names by id, silence first. */
  phones: readonly string[];
  /** By number of the utterance in the cache; undefined where its words did not fit. */
  alignments: readonly (PhoneAlignment | undefined)[];
  /** Senones wanted. */
  senones: number;
  /** Frames of scores each must have. */
  minFrames: number;
}

/** Grows the tree, counts the priors and writes the cache's targets. */
export function makeTargets({
  folder,
  phones,
  alignments,
  senones,
  minFrames,
}: MakeTargetsOptions): ChainTargets {
  const { utterances } = readCacheHeader(folder);
  using reader = new CopyReader(folder, 0);
  const byId = new Map<string, PhoneAlignment>();
  const segmented = new Map<number, PhoneSegments>();
  alignments.forEach((alignment, i) => {
    const segments = alignment && phoneSegments(alignment, reader.header.utterances[i]!.frames);
    if (!segments) return;
    byId.set(utterances[i]!.id, alignment);
    segmented.set(i, segments);
  });
  function* examples(): Generator<SegmentedFeatures> {
    for (const [i, segments] of segmented) yield { features: reader.features(i), segments };
  }
  const tree = growChainTree(examples(), { phones: phones.length, silence: 0, senones, minFrames });
  const targets: ChainTargets = {
    phones: [...phones],
    tree,
    logPriors: senoneLogPriors(segmented.values(), tree),
    alignments: byId,
  };
  writeTargets(join(folder, TARGETS_FOLDER), targets);
  return targets;
}

/** Natural-log share of each senone among all labels. // [S] */
export function senoneLogPriors(segmented: Iterable<PhoneSegments>, tree: ContextTree): Float32Array {
  const context = chainContext(tree);
  const counts = new Float64Array(tree.senones).fill(SMOOTHING);
  let total = SMOOTHING * tree.senones;
  for (const segments of segmented) {
    const labels = chainLabels(segments, context);
    total += labels.length;
    for (const senone of labels) counts[senone]!++;
  }
  return Float32Array.from(counts, (count) => Math.log(count / total));
}
