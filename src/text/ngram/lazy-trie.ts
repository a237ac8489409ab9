/**
 * A packed trie that is unpacked where it is walked: the children of a state when a word is first looked for among them,
 * links when they are first followed. A recogniser walks a small part, and to unpack the rest takes longer than to hear
 * a sentence. The tables of the whole are reserved at once; the system gives memory to what is written.
 */
import { BitRank } from './bit-rank.js';
import type { PackedTrie } from './pack.js';
import { valuesOfCodes } from './quantize.js';
import { NgramTrie, ROW } from './trie.js';

/** Links are stored plus 1, so that what was never written is told from state 0. */
const UNLINKED = 0xffffffff;
/** More than the sums of float32 numbers along a walk are rounded by. */
const ROUNDING = 1e-5;
/** Numbers per state: first child, suffix plus 1, place of its words, whether its children are unpacked. */
const STATE_ROW = 4;

export class LazyTrie extends NgramTrie {
  /** Last word of each node, apart from what is wanted when it is found: they are searched. // [M] */
  private readonly words: Uint32Array;
  /** Per node: next state plus 1 or {@link UNLINKED}, 0 where it is not unpacked; log probability as float32 bits. // [M, 2] */
  private readonly rows: Uint32Array;
  private readonly rowFloats: Float32Array;
  private readonly stateRows: Uint32Array; // [S + 1, 4]
  private readonly stateBits: BitRank;
  private readonly logProbs: Float32Array;
  private readonly backoffs: Float32Array;

  constructor(
    levelStart: readonly number[],
    stateStart: readonly number[],
    private readonly packed: PackedTrie,
  ) {
    super(levelStart, stateStart, new Uint32Array(0), new Uint32Array(0));
    this.words = new Uint32Array(this.nodeCount);
    this.rows = new Uint32Array(2 * this.nodeCount);
    this.rowFloats = new Float32Array(this.rows.buffer);
    this.stateBits = new BitRank(packed.isState);
    this.logProbs = valuesOfCodes(packed.logProb, packed.logProbRange);
    this.backoffs = valuesOfCodes(packed.backoff, packed.backoffRange);
    this.stateRows = this.placeStates();
    this.rows[0] = 1; // after nothing: state 0
  }

  override mostLogProb(): Float32Array | undefined {
    const { bestLogProb, backoffGain } = this.packed;
    if (!bestLogProb || !backoffGain) return undefined;
    const above = backoffGain[0]! + ROUNDING;
    return Float32Array.from(bestLogProb, (code) => this.logProbs[code]! + above);
  }

  override tables(): { ngrams: Uint32Array; states: Uint32Array } {
    const { nodeCount, stateCount } = this;
    const ngrams = new Uint32Array(nodeCount * ROW);
    const states = new Uint32Array((stateCount + 1) * ROW);
    const ngramFloats = new Float32Array(ngrams.buffer);
    const stateFloats = new Float32Array(states.buffer);
    for (let node = 0; node < nodeCount; node++) {
      ngrams[node * ROW] = this.word(node);
      ngramFloats[node * ROW + 1] = this.logProb(node);
      ngrams[node * ROW + 2] = this.next(node);
    }
    for (let state = 0; state < stateCount; state++) {
      states[state * ROW] = this.firstChild(state);
      stateFloats[state * ROW + 1] = this.backoff(state);
      states[state * ROW + 2] = this.suffix(state);
    }
    states[stateCount * ROW] = nodeCount;
    return { ngrams, states };
  }

  override word(node: number): number {
    this.unpack(node);
    return this.words[node]!;
  }

  override logProb(node: number): number {
    return this.rows[2 * node] === 0
      ? this.logProbs[this.packed.logProb[node - 1]!]!
      : this.rowFloats[2 * node + 1]!;
  }

  override next(node: number): number {
    this.unpack(node);
    if (this.rows[2 * node] === UNLINKED) this.rows[2 * node] = this.shorter(node) + 1;
    return this.rows[2 * node]! - 1;
  }

  override firstChild(state: number): number {
    return this.stateRows[state * STATE_ROW]!;
  }

  override backoff(state: number): number {
    return this.backoffs[this.packed.backoff[state]!]!;
  }

  override suffix(state: number): number {
    const at = state * STATE_ROW + 1;
    if (this.stateRows[at] === 0) {
      this.stateRows[at] = state === 0 ? 1 : this.shorter(this.stateBits.select(state - 1)) + 1;
    }
    return this.stateRows[at]! - 1;
  }

  override childOf(state: number, word: number): number {
    if (state === 0) return 1 + word;
    const { words, stateRows } = this;
    const at = state * STATE_ROW;
    if (stateRows[at + 3] === 0) this.unpackChildren(state);
    let low = stateRows[at]!;
    const end = stateRows[at + STATE_ROW]!;
    // Distinct words in order: word w is at most the (w + 1)-th child.
    let high = Math.min(end, low + word + 1);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (words[middle]! < word) low = middle + 1;
      else high = middle;
    }
    return low < end && words[low] === word ? low : -1;
  }

  /** Writes the word and row of a node, and of those beside it. */
  private unpack(node: number): void {
    if (this.rows[2 * node] !== 0) return;
    if (node < this.levelStart[2]!) this.writeNode(node, node - 1);
    else this.unpackChildren(this.contextOf(node));
  }

  /** Does so for the children of a state other than the empty one. */
  private unpackChildren(state: number): void {
    const { stateRows, packed } = this;
    const { word: bytes } = packed;
    const at = state * STATE_ROW;
    const end = stateRows[at + STATE_ROW]!;
    let from = stateRows[at + 2]!;
    let word = -1;
    for (let child = stateRows[at]!; child < end; child++) {
      let byte = bytes[from++]!;
      let gap = byte & 127;
      for (let shift = 7; byte >= 128; shift += 7) {
        byte = bytes[from++]!;
        gap |= (byte & 127) << shift;
      }
      word += gap + 1;
      this.writeNode(child, word);
    }
    stateRows[at + 3] = 1;
  }

  private writeNode(node: number, word: number): void {
    this.words[node] = word;
    this.rowFloats[2 * node + 1] = this.logProbs[this.packed.logProb[node - 1]!]!;
    const isState = node < this.levelStart[this.order]! && this.stateBits.has(node);
    this.rows[2 * node] = isState ? this.stateBits.rank(node) + 2 : UNLINKED; // state 0 has no bit
  }

  /** Where the children of every state begin, and where their words lie. */
  private placeStates(): Uint32Array {
    const { children, word } = this.packed;
    const { stateCount } = this;
    const stateRows = new Uint32Array((stateCount + 1) * STATE_ROW);
    let child = this.levelStart[2]!;
    let wordsAt = 0;
    stateRows[0] = 1;
    stateRows[3] = 1;
    for (let state = 1, at = 0; state < stateCount; state++) {
      const row = state * STATE_ROW;
      stateRows[row] = child;
      stateRows[row + 2] = wordsAt;
      let count = 0;
      for (let shift = 0, byte = 128; byte >= 128; shift += 7) {
        byte = children[at++]!;
        count |= (byte & 127) << shift;
      }
      child += count;
      while (count > 0) if (word[wordsAt++]! < 128) count--;
    }
    stateRows[stateCount * STATE_ROW] = this.nodeCount;
    return stateRows;
  }

  /** The state that the longest proper suffix of an n-gram comes to. */
  private shorter(node: number): number {
    let context = this.contextOf(node);
    const word = this.word(node);
    while (context !== 0) {
      context = this.suffix(context);
      const found = this.childOf(context, word);
      if (found >= 0) return this.next(found);
    }
    return 0;
  }

  /** The state whose child an n-gram is. */
  private contextOf(node: number): number {
    let low = 0;
    let high = this.stateCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.firstChild(middle) <= node) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
