/**
 * The network rearranged for the search. Arcs are split by what they lead to, as the two kinds are crossed in different
 * phases of a frame. Look-ahead is folded into the arc scores. What the inner loop reads together lies together: tokens
 * sit anywhere in a graph of millions of nodes, so that cache lines, not instructions, are what a token costs.
 * Junctions are levelled, so that crossing them level by level meets every junction after all its predecessors.
 */
import { JUNCTION, type Network, NO_WORD } from './network.js';

/** Fields of a node record, four 32-bit words. */
export const NODE = { size: 4, senone: 0, selfLogProb: 1, firstEmit: 2, firstCross: 3 } as const;

/** Fields of a record of an arc to an emitting node, in 32-bit words; the score is a double in words 2 and 3. */
export const ARC = { size: 4, target: 0, senone: 1 } as const;

export interface SearchNetwork {
  readonly nodes: number;
  readonly start: number;
  readonly end: number;
  /** One more than the largest senone. */
  readonly senones: number;
  /** Node records, see {@link NODE}, and one more for the ends of the last node's arcs. // [N + 1, 4] */
  readonly node: Int32Array;
  /** The same memory, for the log probability of staying. */
  readonly nodeFloat: Float32Array;
  /** Weighted look-ahead contained in the score of every token at this node. // [N] */
  readonly lookahead: Float64Array;
  /** Records of the arcs to emitting nodes, by source, see {@link ARC}. // [E, 4] */
  readonly emit: Int32Array;
  /** The same memory; the score of arc a is emitDouble[2 a + 1]. // [E, 2] */
  readonly emitDouble: Float64Array;
  /** Arcs to junctions, by source. // [J] */
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
  const { nodes, senone, selfLogProb, arcStart, arcTarget, arcLogProb, arcWord, arcPronunciation } = network;
  const node = new Int32Array((nodes + 1) * NODE.size);
  const nodeFloat = new Float32Array(node.buffer);
  const crossings = arcTarget.reduce((sum, target) => sum + (senone[target] === JUNCTION ? 1 : 0), 0);
  const emit = new Int32Array((arcTarget.length - crossings) * ARC.size);
  const emitDouble = new Float64Array(emit.buffer);
  const crossTarget = new Int32Array(crossings);
  const crossScore = new Float64Array(crossings);
  const crossWord = new Int32Array(crossings);
  const crossPronunciation = new Int32Array(crossings);
  let e = 0;
  let c = 0;
  for (let n = 0; n < nodes; n++) {
    const record = n * NODE.size;
    node[record + NODE.senone] = senone[n]!;
    nodeFloat[record + NODE.selfLogProb] = selfLogProb[n]!;
    node[record + NODE.firstEmit] = e;
    node[record + NODE.firstCross] = c;
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
        emit[e * ARC.size + ARC.target] = target;
        emit[e * ARC.size + ARC.senone] = senone[target]!;
        emitDouble[2 * e++ + 1] = score;
      }
    }
  }
  node[nodes * NODE.size + NODE.firstEmit] = e;
  node[nodes * NODE.size + NODE.firstCross] = c;
  const level = junctionLevels(network);
  return {
    nodes,
    start: network.start,
    end: network.end,
    senones: senone.reduce((most, s) => Math.max(most, s + 1), 0),
    node,
    nodeFloat,
    lookahead,
    emit,
    emitDouble,
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
function junctionLevels({ nodes, senone, arcStart, arcTarget }: Network): Int32Array {
  const level = new Int32Array(nodes);
  const before = new Int32Array(nodes); // junction-to-junction arcs not yet crossed // [N]
  let waiting = 0;
  for (let n = 0; n < nodes; n++) {
    if (senone[n] !== JUNCTION) continue;
    waiting++;
    for (let a = arcStart[n]!; a < arcStart[n + 1]!; a++) before[arcTarget[a]!]!++;
  }
  const ready: number[] = [];
  for (let n = 0; n < nodes; n++) if (senone[n] === JUNCTION && before[n] === 0) ready.push(n);
  while (ready.length > 0) {
    const n = ready.pop()!;
    waiting--;
    for (let a = arcStart[n]!; a < arcStart[n + 1]!; a++) {
      const target = arcTarget[a]!;
      if (senone[target] !== JUNCTION) continue;
      level[target] = Math.max(level[target]!, level[n]! + 1);
      if (--before[target]! === 0) ready.push(target);
    }
  }
  if (waiting > 0) throw new Error('the junctions of the network form a cycle');
  return level;
}
