/**
 * Time-synchronous Viterbi beam search by token passing: the best path through network × automaton under acoustic
 * scores. In each frame tokens cross junctions (word-boundary.ts), move into emitting nodes, consume the frame, and
 * are pruned. A hypothesis is a (network node, automaton state).
 */
import type { AcousticScores } from './acoustic-scores.js';
import { Beam } from './beam.js';
import { type DecoderOptions, decoderOptions } from './decoder-options.js';
import { FrameScores } from './frame-scores.js';
import type { WordAutomaton } from './language-model.js';
import { type Network, NO_WORD } from './network.js';
import { type DecodeResult, decodeResult } from './result.js';
import { type SearchNetwork, searchNetwork } from './search-network.js';
import { TokenTable } from './token-table.js';
import { Trace } from './trace.js';
import { WordBoundary } from './word-boundary.js';

/**
 * A decoder serves one utterance after another (`decode`; or `start`, `advance` per frame, `finish`) and keeps its
 * memory between them.
 */
export class Decoder {
  readonly options: DecoderOptions;
  private readonly search: SearchNetwork;
  private readonly trace = new Trace();
  private readonly boundary: WordBoundary;
  private readonly frameScores: FrameScores;
  private readonly beam: Beam;
  private tokens = new TokenTable();
  private former = new TokenTable();
  /** Frames consumed. */
  private frame = 0;
  /** Best score of the last frame. */
  private best = 0;
  /** Tokens below this are dead. */
  private cutoff = -Infinity;

  /**
   * @param network - what can be said and how it sounds.
   * @param automaton - what is likely to be said; words are indices into `network.words`.
   * @throws InputError `decoder-option` when an option is out of range.
   */
  constructor(
    private readonly network: Network,
    private readonly automaton: WordAutomaton,
    options: Partial<DecoderOptions> = {},
  ) {
    this.options = decoderOptions(options);
    const { lookahead, languageWeight, wordInsertionPenalty, acousticScale } = this.options;
    const weighted =
      lookahead && Float64Array.from(lookahead, (h) => languageWeight * h - wordInsertionPenalty);
    this.search = searchNetwork(network, weighted);
    this.boundary = new WordBoundary(this.search, automaton, this.trace, this.options);
    this.frameScores = new FrameScores(this.search.senones, acousticScale);
    this.beam = new Beam(this.options.beam, this.options.maxActive);
    this.start();
  }

  /** Bytes held in pools: constant once the decoder has met its hardest utterance. */
  get poolBytes(): number {
    return this.tokens.bytes + this.former.bytes + this.boundary.bytes + this.trace.bytes;
  }

  /** Forgets the last utterance. */
  start(): void {
    this.trace.clear();
    this.tokens.clear();
    this.frame = 0;
    this.cutoff = -Infinity;
  }

  /** Consumes frame `t` of `scores`. */
  advance(scores: AcousticScores, t: number): void {
    this.crossBoundary(false);
    const { tokens, former } = this;
    this.tokens = former;
    this.former = tokens;
    this.tokens.clear();
    this.frameScores.turn(scores, t);
    this.best = -Infinity;
    this.emitAll();
    this.cutoff = this.beam.cutoff(this.tokens.score, this.tokens.count, this.best);
    this.frame++;
  }

  /** The words of the best hypothesis so far, without the one being spoken. */
  partial(): string[] {
    const { tokens, trace } = this;
    const best = tokens.score.subarray(0, tokens.count).indexOf(this.best);
    if (best < 0) return [];
    const path = trace.bestPath(tokens.link[best]!);
    return path
      .filter((a) => trace.arcWord[a] !== NO_WORD)
      .map((a) => this.network.words[trace.arcWord[a]!]!);
  }

  /** Ends the utterance. To be called once; {@link start} begins the next. */
  finish(): DecodeResult {
    this.crossBoundary(true);
    const reachedEnd = this.closeTrace();
    return decodeResult(this.trace, this.trace.nodes - 1, reachedEnd, this.network.words, this.options);
  }

  /** All frames of `scores` as one utterance. */
  decode(scores: AcousticScores): DecodeResult {
    if (scores.senones < this.search.senones) {
      throw new Error(`the network needs ${this.search.senones} senones, the scores have ${scores.senones}`);
    }
    this.start();
    for (let t = 0; t < scores.frames; t++) this.advance(scores, t);
    return this.finish();
  }

  private crossBoundary(last: boolean): void {
    const { tokens, boundary, search, cutoff } = this;
    boundary.begin(cutoff, last);
    if (this.frame === 0) {
      boundary.arrive(search.start, this.automaton.start, search.lookahead[search.start]!, -1, NO_WORD, 0, 0);
    }
    for (let i = 0; i < tokens.count; i++) {
      const score = tokens.score[i]!;
      const node = tokens.node[i]!;
      if (score < cutoff || search.crossStart[node] === search.crossStart[node + 1]) continue;
      boundary.cross(node, tokens.state[i]!, score, tokens.link[i]!);
    }
    boundary.settle(this.frame);
  }

  /** Moves every surviving token into the emitting nodes it can reach, itself included. */
  private emitAll(): void {
    const { former, cutoff, search } = this;
    for (let i = 0; i < former.count; i++) {
      const score = former.score[i]!;
      if (!(score >= cutoff)) continue;
      const node = former.node[i]!;
      const state = former.state[i]!;
      const link = former.link[i]!;
      this.enter(node, state, score + search.selfScore[node]!, link);
      this.emit(node, state, score, link);
    }
    const junctions = this.boundary.tokens;
    for (let i = 0; i < junctions.count; i++) {
      const link = junctions.link[i]!;
      if (link >= 0) this.emit(junctions.node[i]!, junctions.state[i]!, junctions.score[i]!, link);
    }
  }

  private emit(node: number, state: number, score: number, link: number): void {
    const { emitStart, emitTarget, emitScore } = this.search;
    for (let a = emitStart[node]!; a < emitStart[node + 1]!; a++) {
      this.enter(emitTarget[a]!, state, score + emitScore[a]!, link);
    }
  }

  /** One path enters or stays in an emitting node and consumes the frame there. */
  private enter(node: number, state: number, before: number, link: number): void {
    const score = before + this.frameScores.of(this.search.senone[node]!);
    if (!(score >= this.best - this.options.beam) || score === -Infinity) return;
    if (score > this.best) this.best = score;
    const { tokens } = this;
    const token = tokens.at(node, state);
    if (score > tokens.score[token]!) {
      tokens.score[token] = score;
      tokens.link[token] = link;
    }
  }

  /**
   * Gathers the ends of all paths in one last trace node: those at the end of the network that the automaton lets
   * end; failing these, those at any junction; failing these, those in the middle of a word or silence.
   * @returns whether the first kind was found.
   */
  private closeTrace(): boolean {
    const { trace, tokens, search } = this;
    const junctions = this.boundary.tokens;
    const final = trace.addNode(this.frame, -1, -Infinity);
    const scoreAt = (table: TokenTable, i: number) => table.score[i]! - search.lookahead[table.node[i]!]!;
    const close = (from: number, score: number, language: number) => {
      const total = score + this.options.languageWeight * language;
      if (!(total > -Infinity)) return;
      trace.addArc(from, NO_WORD, 0, total, language);
      trace.nodeScore[final] = Math.max(trace.nodeScore[final]!, total);
    };
    for (let i = 0; i < junctions.count; i++) {
      const from = junctions.link[i]!;
      if (from < 0 || junctions.node[i] !== search.end) continue;
      close(from, scoreAt(junctions, i), this.automaton.endScore(junctions.state[i]!));
    }
    const reachedEnd = trace.nodeScore[final]! > -Infinity;
    if (!reachedEnd) {
      for (let i = 0; i < junctions.count; i++) {
        const from = junctions.link[i]!;
        if (from >= 0) close(from, scoreAt(junctions, i), 0);
      }
    }
    if (trace.nodeScore[final] === -Infinity) {
      for (let i = 0; i < tokens.count; i++) {
        if (!(tokens.score[i]! >= this.cutoff)) continue;
        close(tokens.link[i]!, scoreAt(tokens, i), 0);
      }
    }
    return reachedEnd;
  }
}
