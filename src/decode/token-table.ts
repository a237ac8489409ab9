/**
 * The hypotheses alive at one instant: structs of arrays found by (node, automaton state) through an open-addressing
 * hash. Hash entries hold serial numbers that never repeat within a table's life, so a table is emptied by moving the
 * first serial number: nothing is cleared, nothing is allocated unless the table grows.
 */
import { grown } from './grow.js';

const MAX_SERIAL = 0x7fffffff;

export class TokenTable {
  count = 0;
  /** Network node. // [capacity] */
  node: Int32Array;
  /** Automaton state. // [capacity] */
  state: Int32Array;
  /** Score of the best path here, look-ahead included; `-Infinity` in a token just made. // [capacity] */
  score: Float64Array;
  /** Trace node at which the path last crossed a junction. // [capacity] */
  link: Int32Array;
  private slots: Int32Array;
  private mask: number;
  private firstSerial = 1;

  /** @param capacity - room at first; a power of two. */
  constructor(private capacity = 1024) {
    this.node = new Int32Array(capacity);
    this.state = new Int32Array(capacity);
    this.score = new Float64Array(capacity);
    this.link = new Int32Array(capacity);
    this.slots = new Int32Array(capacity * 4);
    this.mask = this.slots.length - 1;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.capacity * 20 + this.slots.byteLength;
  }

  clear(): void {
    this.firstSerial += this.count;
    this.count = 0;
    if (this.firstSerial > MAX_SERIAL - 0x10000000) {
      this.slots.fill(0);
      this.firstSerial = 1;
    }
  }

  /** Index of the token at (node, state), made with score `-Infinity` if there was none. */
  at(node: number, state: number): number {
    const { slots, mask, firstSerial } = this;
    let slot = hash(node, state) & mask;
    for (;;) {
      const serial = slots[slot]!;
      if (serial < firstSerial) break;
      const token = serial - firstSerial;
      if (this.state[token] === state && this.node[token] === node) return token;
      slot = (slot + 1) & mask;
    }
    const token = this.count++;
    if (token === this.capacity) {
      this.grow();
      slot = this.freeSlot(node, state);
    }
    this.slots[slot] = this.firstSerial + token;
    this.node[token] = node;
    this.state[token] = state;
    this.score[token] = -Infinity;
    return token;
  }

  private grow(): void {
    const filled = this.capacity;
    this.capacity *= 2;
    this.node = grown(this.node, this.capacity);
    this.state = grown(this.state, this.capacity);
    this.score = grown(this.score, this.capacity);
    this.link = grown(this.link, this.capacity);
    this.slots = new Int32Array(this.capacity * 4);
    this.mask = this.slots.length - 1;
    for (let token = 0; token < filled; token++) {
      this.slots[this.freeSlot(this.node[token]!, this.state[token]!)] = this.firstSerial + token;
    }
  }

  private freeSlot(node: number, state: number): number {
    let slot = hash(node, state) & this.mask;
    while (this.slots[slot]! >= this.firstSerial) slot = (slot + 1) & this.mask;
    return slot;
  }
}

function hash(node: number, state: number): number {
  const h = Math.imul(node, 0x9e3779b1) ^ Math.imul(state, 0x85ebca6b);
  return h ^ (h >>> 15);
}
