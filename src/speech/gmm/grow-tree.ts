/** Triphone statistics → decision trees: the split that explains the data best is made first, until enough leaves. */
import type { ContextTree, TreeNode } from './context-tree.js';

/** Single-Gaussian statistics of some frames. */
export interface Moments {
  count: number;
  sum: Float64Array; // [D]
  sumSquares: Float64Array; // [D]
}

/** Frames of one HMM state of one phone between two neighbours. */
export interface TriphoneStats extends Moments {
  left: number;
  phone: number;
  right: number;
  position: number;
}

export interface GrowTreeOptions {
  /** Number of senones to stop at. */
  senones: number;
  /** Leaves with fewer frames are not made. Suggested: 100. */
  minFrames: number;
  /** Smallest variance of each dimension. // [D] */
  varianceFloor: Float64Array;
  /** Neighbours that may be asked about; both unless given. */
  sides?: readonly Side[];
}

type Side = 'left' | 'right';
const SIDES: readonly Side[] = ['left', 'right'];

interface Leaf {
  stats: TriphoneStats[];
  /** Puts a finished subtree where this leaf hangs. */
  replace(node: TreeNode): void;
  best: { gain: number; side: Side; phones: number[] } | undefined;
}

/**
 * @param stats - every triphone state seen.
 * @param questions - the phone sets a decision may ask about.
 */
export function growTree(
  stats: readonly TriphoneStats[],
  questions: readonly number[][],
  phoneCount: number,
  silence: number,
  statesPerPhone: number,
  options: GrowTreeOptions,
): ContextTree {
  const roots: TreeNode[][] = Array.from({ length: phoneCount }, () => []);
  const leaves: Leaf[] = [];
  const sets = questions.map((phones) => ({ phones, set: new Set(phones) }));
  for (let phone = 0; phone < phoneCount; phone++) {
    for (let position = 0; position < statesPerPhone; position++) {
      const leaf: Leaf = {
        stats: stats.filter((s) => s.phone === phone && s.position === position),
        replace: (node) => {
          roots[phone]![position] = node;
        },
        best: undefined,
      };
      if (phone !== silence) leaf.best = bestSplit(leaf.stats, sets, options);
      leaves.push(leaf);
    }
  }
  while (leaves.length < options.senones) {
    let chosen: Leaf | undefined;
    for (const leaf of leaves) if (leaf.best && leaf.best.gain > (chosen?.best?.gain ?? 0)) chosen = leaf;
    if (!chosen?.best) break;
    const { side, phones } = chosen.best;
    const set = new Set(phones);
    const node = { side, phones, yes: { senone: -1 } as TreeNode, no: { senone: -1 } as TreeNode };
    chosen.replace(node);
    leaves.splice(leaves.indexOf(chosen), 1);
    for (const answer of ['yes', 'no'] as const) {
      const part = chosen.stats.filter((s) => set.has(s[side]) === (answer === 'yes'));
      const replace = (child: TreeNode): void => {
        node[answer] = child;
      };
      leaves.push({ stats: part, replace, best: bestSplit(part, sets, options) });
    }
  }
  leaves.forEach((leaf, senone) => {
    leaf.replace({ senone });
  });
  return { silence, senones: leaves.length, roots };
}

/** Adds up moments. @param dimensions - D, for the case that there are none. */
export function pool(parts: Iterable<Moments>, dimensions: number): Moments {
  const total = { count: 0, sum: new Float64Array(dimensions), sumSquares: new Float64Array(dimensions) };
  for (const part of parts) {
    total.count += part.count;
    for (let d = 0; d < dimensions; d++) {
      total.sum[d]! += part.sum[d]!;
      total.sumSquares[d]! += part.sumSquares[d]!;
    }
  }
  return total;
}

/** Log likelihood of the frames under their own maximum-likelihood diagonal Gaussian, up to a constant per frame. */
export function gaussianLogLikelihood(moments: Moments, varianceFloor: Float64Array): number {
  if (moments.count <= 0) return 0;
  let sum = 0;
  for (let d = 0; d < moments.sum.length; d++) {
    const mean = moments.sum[d]! / moments.count;
    sum += Math.log(Math.max(moments.sumSquares[d]! / moments.count - mean * mean, varianceFloor[d]!));
  }
  return -0.5 * moments.count * sum;
}

function bestSplit(
  stats: readonly TriphoneStats[],
  questions: readonly { phones: number[]; set: Set<number> }[],
  options: GrowTreeOptions,
): Leaf['best'] {
  const D = options.varianceFloor.length;
  const all = pool(stats, D);
  if (all.count < 2 * options.minFrames) return undefined;
  const whole = gaussianLogLikelihood(all, options.varianceFloor);
  let best: Leaf['best'];
  for (const side of options.sides ?? SIDES) {
    const neighbours = new Map<number, TriphoneStats[]>();
    for (const s of stats) {
      const list = neighbours.get(s[side]);
      if (list) list.push(s);
      else neighbours.set(s[side], [s]);
    }
    const pooled = [...neighbours].map(([phone, list]) => ({ phone, moments: pool(list, D) }));
    for (const { phones, set } of questions) {
      const yes = pool(
        pooled.filter((p) => set.has(p.phone)).map((p) => p.moments),
        D,
      );
      if (yes.count < options.minFrames || all.count - yes.count < options.minFrames) continue;
      const no = {
        count: all.count - yes.count,
        sum: all.sum.map((v, d) => v - yes.sum[d]!),
        sumSquares: all.sumSquares.map((v, d) => v - yes.sumSquares[d]!),
      };
      const gain =
        gaussianLogLikelihood(yes, options.varianceFloor) +
        gaussianLogLikelihood(no, options.varianceFloor) -
        whole;
      if (gain > (best?.gain ?? 0)) best = { gain, side, phones };
    }
  }
  return best;
}

/**
 * Phone sets worth asking about, found from the data: phones merged bottom-up by least loss of likelihood, every
 * cluster on the way a set (single phones included).
 * @param phones - statistics of each phone, e.g. of its middle state.
 */
export function clusterPhones(phones: readonly Moments[], varianceFloor: Float64Array): number[][] {
  const D = varianceFloor.length;
  let clusters = phones.map((moments, phone) => ({
    phones: [phone],
    moments,
    likelihood: gaussianLogLikelihood(moments, varianceFloor),
  }));
  const questions = clusters.map((c) => c.phones);
  while (clusters.length > 2) {
    let best = { loss: Number.POSITIVE_INFINITY, a: 0, b: 1 };
    for (let a = 0; a < clusters.length; a++) {
      for (let b = a + 1; b < clusters.length; b++) {
        const merged = pool([clusters[a]!.moments, clusters[b]!.moments], D);
        const loss =
          clusters[a]!.likelihood + clusters[b]!.likelihood - gaussianLogLikelihood(merged, varianceFloor);
        if (loss < best.loss) best = { loss, a, b };
      }
    }
    const { a, b } = best;
    const moments = pool([clusters[a]!.moments, clusters[b]!.moments], D);
    const merged = {
      phones: [...clusters[a]!.phones, ...clusters[b]!.phones].sort((x, y) => x - y),
      moments,
      likelihood: gaussianLogLikelihood(moments, varianceFloor),
    };
    questions.push(merged.phones);
    clusters = clusters.filter((_, i) => i !== a && i !== b);
    clusters.push(merged);
  }
  return questions;
}
