/**
 * Hypotheses in structs of arrays. A {@link TokenList} is walked from end to end; a {@link TokenTable} is being filled
 * and finds its tokens by (node, automaton state).
 */
import { grown } from './grow.js';

const MAX_SERIAL = 0x7fffffff;

/** Tokens in a row. */
export class TokenList {
  count = 0;
  /** Node, named by its first unit in the search network, or junction. // [capacity] */
  node: Int32Array;
  /** Automaton state. // [capacity] */
  state: Int32Array;
  /** Score of the best path here, look-ahead included. // [capacity] */
  score: Float64Array;
  /** Trace node at which the path last crossed a junction. // [capacity] */
  link: Int32Array;

  /** @param capacity - room at first; a power of two. */
  constructor(protected capacity = 1024) {
    this.node = new Int32Array(capacity);
    this.state = new Int32Array(capacity);
    this.score = new Float64Array(capacity);
    this.link = new Int32Array(capacity);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.capacity * 20;
  }

  clear(): void {
    this.count = 0;
  }

  push(node: number, state: number, score: number, link: number): void {
    const i = this.count++;
    this.reserve(this.count);
    this.node[i] = node;
    this.state[i] = state;
    this.score[i] = score;
    this.link[i] = link;
  }

  copy(): TokenList {
    const copy = new TokenList(this.capacity);
    copy.takeSurvivors(this, -Infinity);
    return copy;
  }

  /** Becomes the tokens of `table` that score at least `cutoff`, in their order. */
  takeSurvivors(table: TokenList, cutoff: number): void {
    this.reserve(table.count);
    const { node, state, score, link } = this;
    let count = 0;
    for (let i = 0; i < table.count; i++) {
      if (!(table.score[i]! >= cutoff)) continue;
      node[count] = table.node[i]!;
      state[count] = table.state[i]!;
      score[count] = table.score[i]!;
      link[count++] = table.link[i]!;
    }
    this.count = count;
  }

  protected reserve(capacity: number): void {
    if (capacity <= this.capacity) return;
    while (this.capacity < capacity) this.capacity *= 2;
    this.node = grown(this.node, this.capacity);
    this.state = grown(this.state, this.capacity);
    this.score = grown(this.score, this.capacity);
    this.link = grown(this.link, this.capacity);
  }
}

/**
 * Tokens under an open-addressing hash whose entries are serial numbers that never repeat in the table's life, so that
 * it is emptied by moving the first serial number: nothing is cleared, and nothing allocated unless it grows.
 */
export class TokenTable extends TokenList {
  /** Serial number of the token in each slot; what is below `firstSerial` is from earlier days. A power of two. */
  slots: Int32Array;
  /** Serial number of token 0. */
  firstSerial = 1;

  constructor(capacity = 1024) {
    super(capacity);
    this.slots = new Int32Array(capacity * 2);
  }

  override get bytes(): number {
    return super.bytes + this.slots.byteLength;
  }

  override clear(): void {
    this.firstSerial += this.count;
    this.count = 0;
    if (this.firstSerial > MAX_SERIAL / 2) {
      this.slots.fill(0);
      this.firstSerial = 1;
    }
  }

  /** Index of the token at (node, state), made with score `-Infinity` if there was none. */
  at(node: number, state: number): number {
    const { slots, firstSerial } = this;
    const mask = slots.length - 1;
    let slot = home(node, state) & mask;
    for (;;) {
      const serial = slots[slot]!;
      if (serial < firstSerial) break;
      const token = serial - firstSerial;
      if (this.state[token] === state && this.node[token] === node) return token;
      slot = (slot + 1) & mask;
    }
    const token = this.count;
    slots[slot] = firstSerial + token;
    this.node[token] = node;
    this.state[token] = state;
    this.score[token] = -Infinity;
    this.count = token + 1;
    if (this.count === this.capacity) this.grow(this.count + 1);
    return token;
  }

  /** Makes room for at least `capacity` tokens, which must be more than there is. */
  grow(capacity: number): void {
    this.reserve(capacity);
    this.slots = new Int32Array(this.capacity * 2);
    const mask = this.slots.length - 1;
    for (let token = 0; token < this.count; token++) {
      let slot = home(this.node[token]!, this.state[token]!) & mask;
      while (this.slots[slot]! >= this.firstSerial) slot = (slot + 1) & mask;
      this.slots[slot] = this.firstSerial + token;
    }
  }
}

/** Slot to look into first. Neighbouring nodes, which live and die together, share a cache line. */
export function home(node: number, state: number): number {
  const block = Math.imul(node >>> 2, 0x9e3779b1);
  const row = Math.imul(state, 0x85ebca6b);
  return (((block ^ (block >>> 15)) << 4) + ((node & 3) << 2)) ^ (row >>> 20);
}
