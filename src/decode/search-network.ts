/**
 * The network rearranged for the search. Tokens sit anywhere in a graph of millions of nodes, so that cache lines, not
 * instructions, are what a token costs: a node lies in one piece with its self loop and its arcs to emitting nodes.
 * Arcs to junctions are crossed in another phase and lie apart. Look-ahead is folded into all arc scores. Junctions
 * have levels, so that crossing them level by level meets every junction after all its predecessors.
 *
 * A node is a run of 16-byte units, two 32-bit words and a double each, and is named by its first unit:
 *
 *     [2 × arcs + (1 if it has exits), senone or -1, self-loop score or -Infinity]
 *     [unit of the target, senone of the target, score]   for each arc to an emitting node, the best first
 *     [first exit, end of exits, unused]                  if it has exits, which are arcs to junctions
 */
import { JUNCTION, type Network, NO_WORD, type WordNames } from './network.js';
import { type Arc, UnitWriter } from './unit-writer.js';

export interface SearchNetwork {
  /** The words by number. */
  readonly vocabulary: WordNames;
  /** One more than the largest senone. */
  readonly senones: number;
  /** The units; words 4 u and 4 u + 1 are those of unit u. // [units, 4] */
  readonly words: Int32Array;
  /** The same memory; 2 u + 1 is the double of unit u. // [units, 2] */
  readonly doubles: Float64Array;
  /** First unit of each junction. // [J] */
  readonly junctionUnit: Int32Array;
  /** Weighted look-ahead contained in the score of every token at a junction. // [J] */
  readonly junctionLookahead: Float32Array;
  /** Larger than the level of every junction before it. // [J] */
  readonly junctionLevel: Int32Array;
  readonly levels: number;
  readonly startJunction: number;
  readonly endJunction: number;
  /** Whether nothing leaves the end; tokens are then led there after the last frame only. */
  readonly endIsLeaf: boolean;
  /** Arcs to junctions. // [X] */
  readonly exitJunction: Int32Array;
  readonly exitScore: Float64Array;
  readonly exitWord: Int32Array;
  readonly exitPronunciation: Int32Array;
  /** Weighted look-ahead contained in the score of every token at the node whose first unit is `unit`. */
  lookaheadAt(unit: number): number;
  /**
   * Writes the node whose first unit is `unit` before it is left for the first time. Its first word is 0 until then,
   * unless the network was whole from the beginning.
   */
  write(unit: number): void;
}

/** @param lookahead - weighted look-ahead per node, or nothing for none. // [N] */
export function searchNetwork(network: Network, lookahead = new Float32Array(network.nodes)): SearchNetwork {
  const { nodes, senone, selfLogProb, arcStart, arcTarget, arcLogProb, arcWord, arcPronunciation } = network;
  const junctionOf = new Int32Array(nodes); // [N]
  const unitOf = new Int32Array(nodes); // [N]
  let junctions = 0;
  let units = 0;
  let exits = 0;
  for (let n = 0; n < nodes; n++) {
    if (senone[n] === JUNCTION) junctionOf[n] = junctions++;
    unitOf[n] = units++;
    const before = exits;
    for (let a = arcStart[n]!; a < arcStart[n + 1]!; a++) {
      if (senone[arcTarget[a]!] === JUNCTION) exits++;
      else units++;
    }
    if (exits > before) units++;
  }
  const writer = new UnitWriter(units);
  const exitJunction = new Int32Array(exits);
  const exitScore = new Float64Array(exits);
  const exitWord = new Int32Array(exits);
  const exitPronunciation = new Int32Array(exits);
  let x = 0;
  for (let n = 0; n < nodes; n++) {
    const first = x;
    const arcs: Arc[] = [];
    for (let a = arcStart[n]!; a < arcStart[n + 1]!; a++) {
      const target = arcTarget[a]!;
      const score = arcLogProb[a]! + lookahead[target]! - lookahead[n]!;
      if (senone[target] === JUNCTION) {
        exitJunction[x] = junctionOf[target]!;
        exitScore[x] = score;
        exitWord[x] = arcWord[a]!;
        exitPronunciation[x++] = arcPronunciation[a]!;
      } else {
        if (arcWord[a] !== NO_WORD)
          throw new Error(`arc ${a} completes a word but leads into an emitting node`);
        arcs.push({ to: unitOf[target]!, senone: senone[target]!, score });
      }
    }
    const self = senone[n] === JUNCTION ? -Infinity : selfLogProb[n]!;
    writer.node(unitOf[n]!, arcs.length, x > first, senone[n]!, self);
    const after = writer.arcs(unitOf[n]! + 1, arcs);
    if (x > first) writer.exits(after, first, x);
  }
  const level = nodeLevels(network);
  const junctionUnit = new Int32Array(junctions);
  const junctionLookahead = new Float32Array(junctions);
  const junctionLevel = new Int32Array(junctions);
  for (let n = 0; n < nodes; n++) {
    if (senone[n] !== JUNCTION) continue;
    const j = junctionOf[n]!;
    junctionUnit[j] = unitOf[n]!;
    junctionLookahead[j] = lookahead[n]!;
    junctionLevel[j] = level[n]!;
  }
  return {
    vocabulary: network.words,
    senones: senone.reduce((most, s) => Math.max(most, s + 1), 0),
    words: writer.words,
    doubles: writer.doubles,
    junctionUnit,
    junctionLookahead,
    junctionLevel,
    levels: level.reduce((most, l) => Math.max(most, l), 0) + 1,
    startJunction: junctionOf[network.start]!,
    endJunction: junctionOf[network.end]!,
    endIsLeaf: arcStart[network.end] === arcStart[network.end + 1],
    exitJunction,
    exitScore,
    exitWord,
    exitPronunciation,
    lookaheadAt: (unit) => lookahead[nodeAt(unitOf, unit)]!,
    write() {},
  };
}

/** Whether arcs lead from the node at `unit` to junctions. */
export function hasExits({ words }: SearchNetwork, unit: number): boolean {
  return (words[4 * unit]! & 1) === 1;
}

/** The node whose first unit is `unit`. */
function nodeAt(unitOf: Int32Array, unit: number): number {
  let low = 0;
  let high = unitOf.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (unitOf[middle]! <= unit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Length of the longest chain of junctions before each junction. // [N] */
function nodeLevels({ nodes, senone, arcStart, arcTarget }: Network): Int32Array {
  const level = new Int32Array(nodes);
  const before = new Int32Array(nodes); // arcs from junctions not yet crossed // [N]
  const ready: number[] = [];
  let waiting = 0;
  for (let n = 0; n < nodes; n++) {
    if (senone[n] !== JUNCTION) continue;
    waiting++;
    for (let a = arcStart[n]!; a < arcStart[n + 1]!; a++) before[arcTarget[a]!]!++;
  }
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
