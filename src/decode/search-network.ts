/**
 * The network rearranged for the search: arcs are split by what they lead to (the two kinds are crossed in different
 * phases of a frame), look-ahead is folded into the arc scores, and junctions are levelled so that crossing them
 * level by level meets every junction after all its predecessors.
 */
import { JUNCTION, type Network, NO_WORD } from './network.js';

export interface SearchNetwork {
  readonly nodes: number;
  readonly start: number;
  readonly end: number;
  /** Senone per node, or {@link JUNCTION}. // [N] */
  readonly senone: Int32Array;
  /** One more than the largest senone. */
  readonly senones: number;
  /** Log probability of staying. // [N] */
  readonly selfScore: Float32Array;
  /** Weighted look-ahead contained in the score of every token at this node. // [N] */
  readonly lookahead: Float64Array;
  /** Arcs to emitting nodes, by source. // [N + 1], [E], [E] */
  readonly emitStart: Int32Array;
  readonly emitTarget: Int32Array;
  readonly emitScore: Float64Array;
  /** Arcs to junctions, by source. // [N + 1], [J] … */
  readonly crossStart: Int32Array;
  readonly crossTarget: Int32Array;
  readonly crossScore: Float64Array;
  readonly crossWord: Int32Array;
  readonly crossPronunciation: Int32Array;
  /** Level of each junction: larger than that of every junction before it. // [N] */
  readonly level: Int32Array;
  readonly levels: number;
  /** Whether nothing leaves `end`; tokens are then led there after the last frame only. */
  readonly endIsLeaf: boolean;
}

/** @param lookahead - weighted look-ahead per node, or nothing for none. // [N] */
export function searchNetwork(network: Network, lookahead = new Float64Array(network.nodes)): SearchNetwork {
  const { nodes, senone, arcStart, arcTarget, arcLogProb, arcWord, arcPronunciation } = network;
  const emitStart = new Int32Array(nodes + 1);
  const crossStart = new Int32Array(nodes + 1);
  let senones = 0;
  for (let n = 0; n < nodes; n++) {
    senones = Math.max(senones, senone[n]! + 1);
    emitStart[n + 1] = emitStart[n]!;
    crossStart[n + 1] = crossStart[n]!;
    for (let a = arcStart[n]!; a < arcStart[n + 1]!; a++) {
      if (senone[arcTarget[a]!] === JUNCTION) crossStart[n + 1]!++;
      else emitStart[n + 1]!++;
    }
  }
  const emitTarget = new Int32Array(emitStart[nodes]!);
  const emitScore = new Float64Array(emitStart[nodes]!);
  const crossTarget = new Int32Array(crossStart[nodes]!);
  const crossScore = new Float64Array(crossStart[nodes]!);
  const crossWord = new Int32Array(crossStart[nodes]!);
  const crossPronunciation = new Int32Array(crossStart[nodes]!);
  let e = 0;
  let c = 0;
  for (let n = 0; n < nodes; n++) {
    for (let a = arcStart[n]!; a < arcStart[n + 1]!; a++) {
      const target = arcTarget[a]!;
      const score = arcLogProb[a]! + lookahead[target]! - lookahead[n]!;
      if (senone[target] === JUNCTION) {
        crossTarget[c] = target;
        crossScore[c] = score;
        crossWord[c] = arcWord[a]!;
        crossPronunciation[c++] = arcPronunciation[a]!;
      } else {
        if (arcWord[a] !== NO_WORD)
          throw new Error(`arc ${a} completes a word but leads into an emitting node`);
        emitTarget[e] = target;
        emitScore[e++] = score;
      }
    }
  }
  const level = junctionLevels(senone, crossStart, crossTarget);
  return {
    nodes,
    start: network.start,
    end: network.end,
    senone,
    senones,
    selfScore: network.selfLogProb,
    lookahead,
    emitStart,
    emitTarget,
    emitScore,
    crossStart,
    crossTarget,
    crossScore,
    crossWord,
    crossPronunciation,
    level,
    levels: level.reduce((most, l) => Math.max(most, l), 0) + 1,
    endIsLeaf: arcStart[network.end] === arcStart[network.end + 1],
  };
}

/** Length of the longest chain of junctions before each junction. // [N] */
function junctionLevels(senone: Int32Array, crossStart: Int32Array, crossTarget: Int32Array): Int32Array {
  const nodes = senone.length;
  const level = new Int32Array(nodes);
  const before = new Int32Array(nodes); // junction-to-junction arcs not yet crossed // [N]
  let waiting = 0;
  for (let n = 0; n < nodes; n++) {
    if (senone[n] !== JUNCTION) continue;
    waiting++;
    for (let a = crossStart[n]!; a < crossStart[n + 1]!; a++) before[crossTarget[a]!]!++;
  }
  const ready: number[] = [];
  for (let n = 0; n < nodes; n++) if (senone[n] === JUNCTION && before[n] === 0) ready.push(n);
  while (ready.length > 0) {
    const n = ready.pop()!;
    waiting--;
    for (let a = crossStart[n]!; a < crossStart[n + 1]!; a++) {
      const target = crossTarget[a]!;
      level[target] = Math.max(level[target]!, level[n]! + 1);
      if (--before[target]! === 0) ready.push(target);
    }
  }
  if (waiting > 0) throw new Error('the junctions of the network form a cycle');
  return level;
}
