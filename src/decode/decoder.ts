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
import { type DecodedWord, type DecodeResult, decodeResult } from './result.js';
import { type SearchNetwork, searchNetwork } from './search-network.js';
import { passTokens } from './token-pass.js';
import { TokenList, TokenTable } from './token-table.js';
import { Trace } from './trace.js';
import { WordBoundary } from './word-boundary.js';
import { wordsSoFar } from './words-so-far.js';

/**
 * Where `maxActive` has cut a frame's beam, that of the next begins this much wider: what would be cut anyway is not made.
 * (Kaldi's adaptive beam.)
 */
const WIDENING = 1;

/** Beam of a look ahead, as a share of the beam. */
const AHEAD_BEAM_SHARE = 0.6;

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
  /** Tokens that survived the last frame, and those being made for the next. */
  private readonly alive = new TokenList();
  private readonly tokens = new TokenTable();
  /** Tokens that consumed a frame in this utterance, before pruning: the measure of work. */
  tokensVisited = 0;
  /** Frames consumed. */
  private frame = 0;
  /** Best score of the last frame. */
  private best = 0;
  /** Score below which tokens of the last frame died. */
  private cutoff = -Infinity;
  /** How far below the best that was. */
  private width = Infinity;
  /** Number of trace arcs at which to clear the trace of dead ends. */
  private forgetAt = 0;

  /**
   * @param network - what can be said and how it sounds; a search network has look-ahead and its weights in it already.
   * @param automaton - what is likely to be said; words are indices into `network.words`.
   * @throws InputError `decoder-option` when an option is out of range.
   */
  constructor(
    network: Network | SearchNetwork,
    private readonly automaton: WordAutomaton,
    options: Partial<DecoderOptions> = {},
  ) {
    this.options = decoderOptions(options);
    const { lookahead, languageWeight, wordInsertionPenalty, acousticScale } = this.options;
    if ('doubles' in network) this.search = network;
    else {
      const weighted = lookahead?.map((h) => languageWeight * h - wordInsertionPenalty);
      this.search = searchNetwork(network, weighted);
    }
    this.boundary = new WordBoundary(this.search, automaton, this.trace, this.options);
    this.frameScores = new FrameScores(this.search.senones, acousticScale);
    this.beam = new Beam(this.options.beam, this.options.maxActive);
    this.start();
  }

  /** Bytes held in pools: constant once the decoder has met its hardest utterance. */
  get poolBytes(): number {
    return this.alive.bytes + this.tokens.bytes + this.boundary.bytes + this.trace.bytes;
  }

  /** Forgets the last utterance. */
  start(): void {
    this.trace.clear();
    this.alive.clear();
    this.frame = 0;
    this.tokensVisited = 0;
    this.forgetAt = this.options.traceArcs;
    this.cutoff = -Infinity;
    this.width = Infinity;
  }

  /** Consumes frame `t` of `scores`. */
  advance(scores: AcousticScores, t: number): void {
    this.step(scores, t, this.options.beam);
    this.forget();
  }

  private step(scores: AcousticScores, t: number, beam: number): void {
    this.crossBoundary(false);
    const { alive, tokens, boundary, search, frameScores } = this;
    boundary.appendTo(alive);
    frameScores.turn(scores, t);
    tokens.clear();
    const width = Math.min(beam, this.width + WIDENING);
    this.best = passTokens(alive, tokens, search, frameScores, width);
    this.cutoff = Math.max(this.best - width, this.beam.cutoff(tokens.score, tokens.count, this.best));
    this.width = this.best - this.cutoff;
    alive.takeSurvivors(tokens, this.cutoff);
    this.frame++;
    this.tokensVisited += tokens.count;
  }

  /**
   * The words of the best hypothesis so far, without the one being spoken; see {@link wordsSoFar}.
   * @param ahead - frames to look at on the way, with a narrower beam; the search goes on as if it had not
   */
  partial(ahead?: AcousticScores): DecodedWord[] {
    const { alive, trace, frame, best, cutoff, width, tokensVisited } = this;
    const before = ahead && { nodes: trace.nodes, arcs: trace.arcs, alive: alive.copy() };
    for (let t = 0; ahead && t < ahead.frames; t++) {
      this.step(ahead, t, AHEAD_BEAM_SHARE * this.options.beam);
    }
    const words = wordsSoFar(trace, alive, this.search.vocabulary, this.options.posteriorScale);
    if (before) {
      // Traces only grow, and what is new in them leads nowhere else.
      Object.assign(trace, { nodes: before.nodes, arcs: before.arcs });
      alive.takeSurvivors(before.alive, -Infinity);
      Object.assign(this, { frame, best, cutoff, width, tokensVisited });
    }
    return words;
  }

  /** A decoder of the same words for another utterance at the same time; only memory of the past is its own. */
  twin(): Decoder {
    return new Decoder(this.search, this.automaton, this.options);
  }

  /** Ends the utterance. To be called once; {@link start} begins the next. */
  finish(): DecodeResult {
    this.crossBoundary(true);
    const reachedEnd = this.closeTrace();
    return decodeResult(this.trace, this.trace.nodes - 1, reachedEnd, this.search.vocabulary, this.options);
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

  /** Clears the trace of dead ends when it may hold twice what mattered last time. */
  private forget(): void {
    if (this.trace.arcs < this.forgetAt) return;
    this.trace.compact(this.alive, this.options.latticeBeam);
    this.forgetAt = Math.max(this.options.traceArcs, 2 * this.trace.arcs);
  }

  private crossBoundary(last: boolean): void {
    const { alive, boundary, search } = this;
    boundary.begin(this.cutoff, last);
    if (this.frame === 0) {
      const lookahead = search.junctionLookahead[search.startJunction]!;
      boundary.arrive(search.startJunction, this.automaton.start, lookahead, -1, NO_WORD, 0, 0);
    }
    const { words } = search;
    const cross = (i: number): void => {
      boundary.cross(alive.node[i]!, alive.state[i]!, alive.score[i]!, alive.link[i]!);
    };
    // A short loop that touches every node once: the memory it waits for, it waits for in parallel.
    let first = -1;
    for (let i = 0; i < alive.count; i++) {
      const unit = alive.node[i]!;
      if (words[4 * unit] === 0) search.write(unit);
      if ((words[4 * unit]! & 1) === 1 && (first < 0 || alive.score[i]! > alive.score[first]!)) first = i;
    }
    // The best comes first: what the others have to reach is known to them then.
    if (first >= 0) cross(first);
    for (let i = 0; i < alive.count; i++) {
      if ((words[4 * alive.node[i]!]! & 1) === 1 && i !== first) cross(i);
    }
    boundary.settle(this.frame);
  }

  /**
   * Gathers the ends of all paths in one last trace node: those at the end of the network that the automaton lets
   * end; failing these, those at any junction; failing these, those in the middle of a word or silence.
   * @returns whether the first kind was found.
   */
  private closeTrace(): boolean {
    const { trace, alive, boundary, search } = this;
    const junctions = boundary.tokens;
    const final = trace.addNode(this.frame, -1, -Infinity);
    const close = (from: number, score: number, lookahead: number, language: number) => {
      const total = score - lookahead + this.options.languageWeight * language;
      if (!(total > -Infinity)) return;
      trace.addArc(from, NO_WORD, 0, total, language);
      trace.nodeScore[final] = Math.max(trace.nodeScore[final]!, total);
    };
    const closeJunctions = (language: (token: number) => number) => {
      for (let i = 0; i < junctions.count; i++) {
        const lookahead = search.junctionLookahead[junctions.node[i]!]!;
        if (junctions.link[i]! >= 0) close(junctions.link[i]!, junctions.score[i]!, lookahead, language(i));
      }
    };
    closeJunctions((i) =>
      junctions.node[i] === search.endJunction ? this.automaton.endScore(junctions.state[i]!) : -Infinity,
    );
    const reachedEnd = trace.nodeScore[final]! > -Infinity;
    if (!reachedEnd) closeJunctions(() => 0);
    if (trace.nodeScore[final] === -Infinity) {
      for (let i = 0; i < alive.count; i++) {
        close(alive.link[i]!, alive.score[i]!, search.lookaheadAt(alive.node[i]!), 0);
      }
    }
    return reachedEnd;
  }
}
