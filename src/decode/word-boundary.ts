/**
 * The instant between two frames: tokens that leave a word or a silence cross junctions, pay the language model, meet
 * each other and leave their traces. Nothing here consumes a frame.
 */
import { ExitGains, type WordPrice } from './exit-gains.js';
import { grown } from './grow.js';
import type { WordAutomaton } from './language-model.js';
import { ROUNDING } from './lattice.js';
import { NO_WORD } from './network.js';
import { hasExits, type SearchNetwork } from './search-network.js';
import { type TokenList, TokenTable } from './token-table.js';
import type { Trace } from './trace.js';

/** How a word is paid for; see the decoder's options. */
export interface BoundaryOptions extends WordPrice {
  wordBeam: number;
  latticeBeam: number;
}

export class WordBoundary {
  /** The tokens at junctions, by number of the junction; after {@link settle}, `link` is where they come from, -1 if they were pruned. */
  readonly tokens = new TokenTable();
  private cutoff = -Infinity;
  private unreachable = NO_WORD;
  private last = false;
  private readonly gains: ExitGains;
  /** Tokens of one level, linked. */
  private readonly firstAtLevel: Int32Array; // [levels]
  private nextAtLevel = new Int32Array(1024); // [tokens]
  /** Arrivals at one token, linked. */
  private firstArrival = new Int32Array(1024); // [tokens]
  private arrivals = 0;
  private arrivalNext = new Int32Array(1024); // [arrivals]
  private arrivalFrom = new Int32Array(1024);
  private arrivalWord = new Int32Array(1024);
  private arrivalPronunciation = new Int32Array(1024);
  private arrivalScore = new Float64Array(1024);
  private arrivalLanguage = new Float64Array(1024);

  constructor(
    private readonly network: SearchNetwork,
    private readonly automaton: WordAutomaton,
    private readonly trace: Trace,
    private readonly options: BoundaryOptions,
  ) {
    this.firstAtLevel = new Int32Array(network.levels);
    this.gains = new ExitGains(network, automaton, options);
  }

  /** Bytes held. */
  get bytes(): number {
    return this.tokens.bytes + this.nextAtLevel.length * 8 + this.arrivalNext.length * 32 + this.gains.bytes;
  }

  /**
   * Makes the boundary empty.
   * @param cutoff - score below which nothing arrives.
   * @param last - after the last frame: the end may be reached and is pruned by nothing but `cutoff`.
   */
  begin(cutoff: number, last: boolean): void {
    this.tokens.clear();
    this.arrivals = 0;
    this.firstAtLevel.fill(-1);
    this.cutoff = cutoff;
    this.last = last;
    this.unreachable = last || !this.network.endIsLeaf ? NO_WORD : this.network.endJunction;
  }

  /** Leads a token along the exits of the node at `unit`, which has some. Arrivals wait for {@link settle}. */
  cross(unit: number, state: number, score: number, from: number): void {
    const { words, exitJunction, exitScore, exitWord, exitPronunciation } = this.network;
    const { languageWeight, wordInsertionPenalty } = this.options;
    const { last } = this;
    const { most: mostLanguage } = this.automaton;
    const exits = 4 * (unit + (words[4 * unit]! >> 1) + 1);
    const first = words[exits]!;
    const end = words[exits + 1]!;
    if (!last && this.gains.stayBelow(this.cutoff - score, first, end, state)) return;
    let most = -Infinity;
    for (let x = first; x < end; x++) {
      const target = exitJunction[x]!;
      if (target === this.unreachable) continue;
      const word = exitWord[x]!;
      let gain = exitScore[x]!;
      let next = state;
      let language = 0;
      if (word !== NO_WORD) {
        const bound = gain + languageWeight * (mostLanguage?.[word] ?? Infinity) - wordInsertionPenalty;
        if (score + bound < this.cutoff) {
          if (bound > most) most = bound;
          continue;
        }
        next = this.automaton.advance(state, word);
        language = this.automaton.score;
        gain += languageWeight * language - wordInsertionPenalty;
      }
      if (gain > most) most = gain;
      this.arrive(target, next, score + gain, from, word, exitPronunciation[x]!, language);
    }
    // The end is among the exits in the last frame only.
    if (!last) this.gains.remember(first, state, most);
  }

  /**
   * One path arrives at a junction from trace node `from` (-1: from nowhere, the utterance begins). `-Infinity` and
   * NaN do not arrive.
   */
  arrive(
    junction: number,
    state: number,
    score: number,
    from: number,
    word: number,
    pronunciation: number,
    language: number,
  ): void {
    if (!(score >= this.cutoff) || score === -Infinity) return;
    if (junction !== this.network.endJunction && score - this.options.wordBeam > this.cutoff) {
      this.cutoff = score - this.options.wordBeam;
    }
    const { tokens, network } = this;
    const known = tokens.count;
    const token = tokens.at(junction, state);
    if (token === known) {
      if (token === this.nextAtLevel.length) {
        this.nextAtLevel = grown(this.nextAtLevel, token * 2);
        this.firstArrival = grown(this.firstArrival, token * 2);
      }
      const level = network.junctionLevel[junction]!;
      this.nextAtLevel[token] = this.firstAtLevel[level]!;
      this.firstAtLevel[level] = token;
      this.firstArrival[token] = -1;
    }
    if (score > tokens.score[token]!) tokens.score[token] = score;
    const i = this.arrivals++;
    if (i === this.arrivalNext.length) this.growArrivals(i * 2);
    this.arrivalNext[i] = this.firstArrival[token]!;
    this.firstArrival[token] = i;
    this.arrivalFrom[i] = from;
    this.arrivalWord[i] = word;
    this.arrivalPronunciation[i] = pronunciation;
    this.arrivalScore[i] = score;
    this.arrivalLanguage[i] = language;
  }

  /** Crosses junctions level by level, prunes, and writes the survivors into the trace. */
  settle(frame: number): void {
    const { tokens, trace, network } = this;
    for (let level = 0; level < network.levels; level++) {
      for (let token = this.firstAtLevel[level]!; token >= 0; token = this.nextAtLevel[token]!) {
        const score = tokens.score[token]!;
        if (score < this.cutoff) {
          tokens.link[token] = -1;
          continue;
        }
        const junction = tokens.node[token]!;
        const state = tokens.state[token]!;
        const only = this.onlyArrival(token, frame);
        if (only >= 0) {
          tokens.link[token] = only;
        } else {
          const lookahead = network.junctionLookahead[junction]!;
          tokens.link[token] = trace.addNode(frame, state, score - lookahead);
          this.writeArrivals(token, lookahead);
        }
        const unit = network.junctionUnit[junction]!;
        if (hasExits(network, unit)) this.cross(unit, state, score, tokens.link[token]!);
      }
    }
  }

  /** Appends the survivors of {@link settle} to `list`, by the units of their nodes. */
  appendTo(list: TokenList): void {
    const { tokens, network } = this;
    for (let i = 0; i < tokens.count; i++) {
      if (tokens.link[i]! < 0) continue;
      const unit = network.junctionUnit[tokens.node[i]!]!;
      list.push(unit, tokens.state[i]!, tokens.score[i]!, tokens.link[i]!);
    }
  }

  /**
   * The trace node from which one path and no other came here within this frame, or -1. Such a token needs no node of
   * its own: nothing met, no time went by, no word was said.
   */
  private onlyArrival(token: number, frame: number): number {
    const i = this.firstArrival[token]!;
    if (this.arrivalNext[i]! >= 0 || this.arrivalWord[i] !== NO_WORD) return -1;
    const from = this.arrivalFrom[i]!;
    return from >= 0 && this.trace.nodeFrame[from] === frame ? from : -1;
  }

  /** Arrivals worse than the best by more than the lattice beam can lie on no path within that beam. */
  private writeArrivals(token: number, lookahead: number): void {
    const worst = this.tokens.score[token]! - this.options.latticeBeam - ROUNDING;
    for (let i = this.firstArrival[token]!; i >= 0; i = this.arrivalNext[i]!) {
      if (this.arrivalScore[i]! < worst || this.arrivalFrom[i]! < 0) continue;
      this.trace.addArc(
        this.arrivalFrom[i]!,
        this.arrivalWord[i]!,
        this.arrivalPronunciation[i]!,
        this.arrivalScore[i]! - lookahead,
        this.arrivalLanguage[i]!,
      );
    }
  }

  private growArrivals(capacity: number): void {
    this.arrivalNext = grown(this.arrivalNext, capacity);
    this.arrivalFrom = grown(this.arrivalFrom, capacity);
    this.arrivalWord = grown(this.arrivalWord, capacity);
    this.arrivalPronunciation = grown(this.arrivalPronunciation, capacity);
    this.arrivalScore = grown(this.arrivalScore, capacity);
    this.arrivalLanguage = grown(this.arrivalLanguage, capacity);
  }
}
