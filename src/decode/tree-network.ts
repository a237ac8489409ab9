/**
 * Lexicon trees and what acoustics say of their phones → the search space of the decoder, without the detour over a
 * `Network`: for 200,000 words it is made about as fast as it could be read from a file.
 *
 * It is what `buildLexiconNetwork` makes of the same words, for acoustics of the chain topology that ask nothing about
 * the right neighbour of a phone: any sequence of words, silence between them optional. After the words that end in
 * one phone there is one junction, which leads straight to the first phones in that context.
 */
import type { LexiconTree } from './lexicon-tree.js';
import { type TreeLookaheadOptions, treeLookahead } from './lookahead.js';
import { JUNCTION, NO_WORD } from './network.js';
import type { PhoneContext } from './phone-hmm.js';
import type { SearchNetwork } from './search-network.js';
import { SenonePairs } from './senone-pairs.js';
import { UnitWriter } from './unit-writer.js';

/** What is spread over the trees: look-ahead and pauses. */
export interface TreeNetworkOptions extends TreeLookaheadOptions {
  /** Probability of a pause between two words and at both ends. */
  silenceProbability: number;
}

/** The junctions, in order: the start, after a silence, the end, and from here on after words, by their last phone. */
const [START, AFTER_SILENCE, END, AFTER_WORD] = [0, 1, 2, 3];
/** Exits before those of the trees. */
const [LEAVE_SILENCE, END_AFTER_SILENCE, END_AFTER_WORD, TREE_EXITS] = [0, 1, 2, 3];

/**
 * @param trees - each hangs below the same junctions: words added at run time come in a tree of their own.
 * @param vocabulary - the words by number.
 */
export function treeNetwork(
  trees: readonly LexiconTree[],
  vocabulary: readonly string[],
  context: PhoneContext,
  options: TreeNetworkOptions,
): SearchNetwork {
  if (context.topology !== 'chain') throw new Error('a tree network is made of the chain topology');
  const { silence } = context;
  const senones = new SenonePairs(context, trees);
  const { phones } = senones;
  const { firstPhones, after } = enterTrees(trees, senones);
  const ahead = trees.map((tree) => treeLookahead(tree, options)); // [trees][N]
  // Look-ahead at junctions and in silence: any word may come next.
  const best = Math.max(...ahead.map((row) => row[0]!).filter(Number.isFinite), -1e4);
  const inner = trees.map((tree) => 1 + tree.children[0]!); // first node below the first phones

  // Where every node will lie.
  const junctions = AFTER_WORD + phones;
  const count =
    junctions + 2 + 2 * firstPhones.length + sum(trees.map((tree, t) => 2 * (tree.nodes - inner[t]!)));
  const unitOf = new Int32Array(count);
  const lookahead = new Float32Array(count).fill(best);
  let nodes = 0;
  let units = 0;
  const place = (size: number, weighted = best): number => {
    unitOf[nodes] = units;
    lookahead[nodes++] = weighted;
    units += size;
    return units - size;
  };
  const placePhone = (t: number, n: number): number => {
    const size = arcUnits(trees[t]!, n);
    const unit = place(2 + size, ahead[t]![n]);
    place(1 + size, ahead[t]![n]);
    return unit;
  };
  for (const left of [silence, silence]) place(2 + after[left]!.length);
  place(1, 0);
  for (let left = 0; left < phones; left++) place(3 + after[left]!.length);
  const silenceUnit = place(3);
  const silenceAgain = place(2);
  for (const phone of firstPhones) phone.unit = placePhone(phone.tree, phone.node);
  const unit = trees.map((tree, t) => {
    const row = new Int32Array(tree.nodes);
    for (let n = inner[t]!; n < tree.nodes; n++) row[n] = placePhone(t, n);
    return row;
  });

  // Junctions and silence.
  const writer = new UnitWriter(units);
  const pause = Math.log(options.silenceProbability);
  const noPause = Math.log1p(-options.silenceProbability);
  const writeJunction = (
    junction: number,
    left: number,
    enter: number,
    mayPause: boolean,
    exit: number,
  ): void => {
    let at = unitOf[junction]!;
    writer.node(at++, after[left]!.length + (mayPause ? 1 : 0), exit >= 0, JUNCTION, -Infinity);
    for (const { tree, node, first, unit: to } of after[left]!) {
      writer.arc(at++, to, first, enter + ahead[tree]![node]! - best);
    }
    if (mayPause) writer.arc(at++, silenceUnit, senones.first(silence, silence), pause);
    if (exit >= 0) writer.exits(at, exit, exit + 1);
  };
  writeJunction(START, silence, noPause, true, -1);
  writeJunction(AFTER_SILENCE, silence, 0, false, END_AFTER_SILENCE);
  writer.node(unitOf[END]!, 0, false, JUNCTION, -Infinity);
  for (let left = 0; left < phones; left++)
    writeJunction(AFTER_WORD + left, left, noPause, true, END_AFTER_WORD);
  writer.node(silenceUnit, 1, true, senones.first(silence, silence), -Infinity);
  writer.arc(silenceUnit + 1, silenceAgain, senones.second(silence, silence), 0);
  writer.exits(silenceUnit + 2, LEAVE_SILENCE, LEAVE_SILENCE + 1);
  writer.node(silenceAgain, 0, true, senones.second(silence, silence), 0);
  writer.exits(silenceAgain + 1, LEAVE_SILENCE, LEAVE_SILENCE + 1);

  // The trees.
  const exits = TREE_EXITS + sum(trees.map((tree) => tree.endWord.length));
  const exitJunction = new Int32Array(exits);
  const exitScore = new Float64Array(exits);
  const exitWord = new Int32Array(exits).fill(NO_WORD, 0, TREE_EXITS);
  const exitPronunciation = new Int32Array(exits);
  exitJunction.set([AFTER_SILENCE, END, END]);
  exitScore.set([0, -best, noPause - best]);
  let exitsFrom = TREE_EXITS;
  trees.forEach((tree, t) => {
    const { firstChild, children, phone, endStart, endWord, endVariant } = tree;
    const row = ahead[t]!;
    const units = unit[t]!;
    const from = exitsFrom;
    const writeState = (
      at: number,
      n: number,
      senone: number,
      self: number,
      again: number,
      second: number,
    ): void => {
      const last = firstChild[n]! + children[n]!;
      const hasExits = endStart[n + 1]! > endStart[n]!;
      writer.node(at++, children[n]! + (again >= 0 ? 1 : 0), hasExits, senone, self);
      if (again >= 0) writer.arc(at++, again, second, 0);
      for (let c = firstChild[n]!; c < last; c++) {
        writer.arc(at++, units[c]!, senones.first(phone[n]!, phone[c]!), row[c]! - row[n]!);
      }
      if (hasExits) writer.exits(at, from + endStart[n]!, from + endStart[n + 1]!);
    };
    const writePhone = (at: number, n: number, first: number, second: number): void => {
      const again = at + 2 + arcUnits(tree, n);
      writeState(at, n, first, -Infinity, again, second);
      writeState(again, n, second, 0, -1, -1);
    };
    for (const { tree: own, node, first, second, unit: at } of firstPhones) {
      if (own === t) writePhone(at, node, first, second);
    }
    for (let n = inner[t]!; n < tree.nodes; n++) {
      const left = tree.left[n]!;
      writePhone(units[n]!, n, senones.first(left, phone[n]!), senones.second(left, phone[n]!));
    }
    for (let n = 1; n < tree.nodes; n++) {
      for (let e = endStart[n]!; e < endStart[n + 1]!; e++) {
        exitJunction[from + e] = AFTER_WORD + phone[n]!;
        exitScore[from + e] = best - row[n]!;
        exitWord[from + e] = endWord[e]!;
        exitPronunciation[from + e] = endVariant[e]!;
      }
    }
    exitsFrom += endWord.length;
  });
  return {
    vocabulary,
    senones: senones.count,
    words: writer.words,
    doubles: writer.doubles,
    unitOf,
    lookahead,
    junctionNode: Int32Array.from({ length: junctions }, (_, j) => j),
    junctionLevel: Int32Array.from({ length: junctions }, (_, j) => (j === END ? 1 : 0)),
    levels: 2,
    startJunction: START,
    endJunction: END,
    endIsLeaf: true,
    exitJunction,
    exitScore,
    exitWord,
    exitPronunciation,
  };
}

/** A first phone in one or several left contexts. */
interface FirstPhone {
  tree: number;
  node: number;
  first: number;
  second: number;
  unit: number;
}

/** First phones in as many copies as there are different senones, and those to be entered from each left context. */
function enterTrees(
  trees: readonly LexiconTree[],
  senones: SenonePairs,
): { firstPhones: FirstPhone[]; after: FirstPhone[][] } {
  const known = new Map<string, FirstPhone>();
  const after = Array.from({ length: senones.phones }, (_, left) =>
    trees.flatMap(({ firstChild, children, phone }, tree) =>
      Array.from({ length: children[0]! }, (_, i) => {
        const node = firstChild[0]! + i;
        const first = senones.first(left, phone[node]!);
        const second = senones.second(left, phone[node]!);
        const key = `${tree} ${node} ${first} ${second}`;
        const copy = known.get(key) ?? { tree, node, first, second, unit: -1 };
        known.set(key, copy);
        return copy;
      }),
    ),
  );
  return { firstPhones: [...known.values()], after };
}

/** Units of the arcs into children and of the exits. */
function arcUnits({ children, endStart }: LexiconTree, n: number): number {
  return children[n]! + (endStart[n + 1]! > endStart[n]! ? 1 : 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
