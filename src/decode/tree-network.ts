/**
 * Lexicon trees and what acoustics say of their phones → the search space of the decoder, without the detour over a
 * `Network`, and written where the search comes by: in a sentence it comes by a few hundredths of 200,000 words.
 *
 * It is what `buildLexiconNetwork` makes of the same words, for acoustics of the chain topology that ask nothing about
 * the right neighbour of a phone: any sequence of words, silence between them optional. After the words that end in
 * one phone there is one junction, which leads straight to the first phones in that context.
 */
import { type FirstPhone, FirstPhones } from './first-phones.js';
import type { LexiconTree } from './lexicon-tree.js';
import { type TreeLookaheadOptions, treeLookahead } from './lookahead.js';
import { JUNCTION, NO_WORD, type WordNames } from './network.js';
import type { PhoneContext } from './phone-hmm.js';
import type { SearchNetwork } from './search-network.js';
import { SenonePairs } from './senone-pairs.js';
import { arcUnits, TreeLayout } from './tree-layout.js';
import { type Arc, UnitWriter } from './unit-writer.js';

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
  vocabulary: WordNames,
  context: PhoneContext,
  options: TreeNetworkOptions,
): SearchNetwork {
  if (context.topology !== 'chain') throw new Error('a tree network is made of the chain topology');
  return new TreeNetwork(trees, vocabulary, context, options);
}

/** A lexicon tree in its place. */
interface PlacedTree {
  tree: LexiconTree;
  /** The best weighted unigram below each node. // [N] */
  ahead: Float32Array;
  layout: TreeLayout;
  /** Its first exit. */
  exits: number;
}

class TreeNetwork implements SearchNetwork {
  readonly senones: number;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly junctionUnit: Int32Array;
  readonly junctionLookahead: Float32Array;
  readonly junctionLevel: Int32Array;
  readonly levels = 2;
  readonly startJunction = START;
  readonly endJunction = END;
  readonly endIsLeaf = true;
  readonly exitJunction: Int32Array;
  readonly exitScore: Float64Array;
  readonly exitWord: Int32Array;
  readonly exitPronunciation: Int32Array;
  private readonly pairs: SenonePairs;
  private readonly firstPhones: FirstPhones;
  private readonly placed: PlacedTree[] = [];
  private readonly writer: UnitWriter;
  /** Look-ahead at junctions and in silence: any word may come next. */
  private readonly best: number;

  constructor(
    trees: readonly LexiconTree[],
    readonly vocabulary: WordNames,
    context: PhoneContext,
    options: TreeNetworkOptions,
  ) {
    const { silence } = context;
    this.pairs = new SenonePairs(context, trees);
    this.senones = this.pairs.count;
    this.firstPhones = new FirstPhones(trees, this.pairs);
    const ahead = trees.map((tree) => treeLookahead(tree, options));
    this.best = Math.max(...ahead.map((row) => row[0]!).filter(Number.isFinite), -1e4);

    // Where everything will lie: junctions, silence, first phones, trees.
    const junctions = AFTER_WORD + this.pairs.phones;
    this.junctionUnit = new Int32Array(junctions);
    let units = 0;
    for (let j = 0; j < junctions; j++) {
      this.junctionUnit[j] = units;
      const left = j < AFTER_WORD ? silence : j - AFTER_WORD;
      units += j === END ? 1 : 3 + this.firstPhones.after[left]!.length;
    }
    const silenceUnit = units;
    units = this.firstPhones.place(units + 5);
    let exits = TREE_EXITS;
    trees.forEach((tree, t) => {
      const layout = new TreeLayout(tree, units);
      this.placed.push({ tree, ahead: ahead[t]!, layout, exits });
      units = layout.end;
      exits += tree.endWord.length;
    });
    this.writer = new UnitWriter(units);
    ({ words: this.words, doubles: this.doubles } = this.writer);
    this.exitJunction = new Int32Array(exits);
    this.exitScore = new Float64Array(exits);
    this.exitWord = new Int32Array(exits);
    this.exitPronunciation = new Int32Array(exits);
    this.junctionLookahead = new Float32Array(junctions).fill(this.best);
    this.junctionLookahead[END] = 0;
    this.junctionLevel = new Int32Array(junctions);
    this.junctionLevel[END] = 1;
    this.writeJunctions(silence, silenceUnit, options.silenceProbability);
  }

  lookaheadAt(unit: number): number {
    if (unit < this.firstPhones.from) return this.best;
    const first = this.firstPhones.at(unit);
    if (first) return this.placed[first.tree]!.ahead[first.node]!;
    const { ahead, layout } = this.placed[this.treeAt(unit)]!;
    return ahead[layout.nodeAt(unit)]!;
  }

  write(unit: number): void {
    if (unit < this.firstPhones.from) return;
    const copy = this.firstPhones.at(unit);
    if (copy) {
      this.writePhone(copy);
      return;
    }
    const t = this.treeAt(unit);
    const { tree, layout } = this.placed[t]!;
    const node = layout.nodeAt(unit);
    const left = tree.left[node]!;
    const phone = tree.phone[node]!;
    const first = this.pairs.first(left, phone);
    const second = this.pairs.second(left, phone);
    this.writePhone({ tree: t, node, first, second, unit: layout.unit[node]! });
  }

  /** The tree that a unit behind the first phones belongs to. */
  private treeAt(unit: number): number {
    return this.placed.findIndex(({ layout }) => unit < layout.end);
  }

  private writeJunctions(silence: number, silenceUnit: number, silenceProbability: number): void {
    const { writer, pairs, best } = this;
    const pause = Math.log(silenceProbability);
    const noPause = Math.log1p(-silenceProbability);
    const again = silenceUnit + 3;
    const first = pairs.first(silence, silence);
    const second = pairs.second(silence, silence);
    this.junctionUnit.forEach((unit, junction) => {
      if (junction === END) {
        writer.node(unit, 0, false, JUNCTION, -Infinity);
        return;
      }
      const after = this.firstPhones.after[junction < AFTER_WORD ? silence : junction - AFTER_WORD]!;
      const mayPause = junction !== AFTER_SILENCE;
      const enter = mayPause ? noPause : 0;
      const arcs = after.map(({ tree, node, first: senone, unit: to }) => {
        return { to, senone, score: enter + this.placed[tree]!.ahead[node]! - best };
      });
      if (mayPause) arcs.push({ to: silenceUnit, senone: first, score: pause });
      writer.node(unit, arcs.length, junction !== START, JUNCTION, -Infinity);
      const at = writer.arcs(unit + 1, arcs);
      const exit = junction === AFTER_SILENCE ? END_AFTER_SILENCE : END_AFTER_WORD;
      if (junction !== START) writer.exits(at, exit, exit + 1);
    });
    writer.node(silenceUnit, 1, true, first, -Infinity);
    writer.arcs(silenceUnit + 1, [{ to: again, senone: second, score: 0 }]);
    writer.exits(silenceUnit + 2, LEAVE_SILENCE, LEAVE_SILENCE + 1);
    writer.node(again, 0, true, second, 0);
    writer.exits(again + 1, LEAVE_SILENCE, LEAVE_SILENCE + 1);
    this.exitJunction.set([AFTER_SILENCE, END, END]);
    this.exitScore.set([0, -best, noPause - best]);
    this.exitWord.fill(NO_WORD, 0, TREE_EXITS);
  }

  /** Both states of a node of a tree, and what leaves the tree there. */
  private writePhone({ tree: t, node, first, second, unit }: FirstPhone): void {
    const { tree, ahead, exits } = this.placed[t]!;
    const { endStart, endWord, endVariant, phone } = tree;
    const again = unit + 2 + arcUnits(tree, node);
    this.writeState(unit, t, node, first, -Infinity, [{ to: again, senone: second, score: 0 }]);
    this.writeState(again, t, node, second, 0, []);
    for (let e = endStart[node]!; e < endStart[node + 1]!; e++) {
      this.exitJunction[exits + e] = AFTER_WORD + phone[node]!;
      this.exitScore[exits + e] = this.best - ahead[node]!;
      this.exitWord[exits + e] = endWord[e]!;
      this.exitPronunciation[exits + e] = endVariant[e]!;
    }
  }

  /** @param arcs - those that do not lead into children */
  private writeState(unit: number, t: number, node: number, senone: number, self: number, arcs: Arc[]): void {
    const { writer, pairs } = this;
    const { tree, ahead, layout, exits } = this.placed[t]!;
    const { firstChild, children, phone, endStart } = tree;
    const hasExits = endStart[node + 1]! > endStart[node]!;
    const last = firstChild[node]! + children[node]!;
    for (let c = firstChild[node]!; c < last; c++) {
      const first = pairs.first(phone[node]!, phone[c]!);
      arcs.push({ to: layout.unit[c]!, senone: first, score: ahead[c]! - ahead[node]! });
    }
    writer.node(unit, arcs.length, hasExits, senone, self);
    const at = writer.arcs(unit + 1, arcs);
    if (hasExits) writer.exits(at, exits + endStart[node]!, exits + endStart[node + 1]!);
  }
}
