/** Networks, automata and scores small enough to enumerate every path, and the enumeration: the decoder's truth. */
import fc from 'fast-check';
import { DenseScores } from '../../src/decode/acoustic-scores.js';
import type { WordAutomaton } from '../../src/decode/language-model.js';
import { JUNCTION, type Network, NO_WORD } from '../../src/decode/network.js';

/** Beams that lose nothing. */
export const EXHAUSTIVE = { beam: Infinity, wordBeam: Infinity, maxActive: Infinity, latticeBeam: Infinity };

export const WEIGHTS = { languageWeight: 0.8, wordInsertionPenalty: 0.3 };

export interface Arc {
  from: number;
  to: number;
  logProb: number;
  word?: number;
  pronunciation?: number;
}

/** A network from a list of nodes (senone, or JUNCTION) and arcs; starts at node 0 and ends at the last. */
export function networkOf(
  senone: number[],
  selfLogProb: number[],
  arcs: Arc[],
  words: readonly string[],
): Network {
  const sorted = arcs.map((arc) => arc).sort((a, b) => a.from - b.from);
  const arcStart = new Int32Array(senone.length + 1);
  for (const arc of sorted) arcStart[arc.from + 1]!++;
  for (let n = 0; n < senone.length; n++) arcStart[n + 1]! += arcStart[n]!;
  return {
    nodes: senone.length,
    start: 0,
    end: senone.length - 1,
    senone: Int32Array.from(senone),
    selfLogProb: Float32Array.from(selfLogProb),
    arcStart,
    arcTarget: Int32Array.from(sorted, (arc) => arc.to),
    arcLogProb: Float32Array.from(sorted, (arc) => arc.logProb),
    arcWord: Int32Array.from(sorted, (arc) => arc.word ?? NO_WORD),
    arcPronunciation: Int32Array.from(sorted, (arc) => arc.pronunciation ?? 0),
    words,
  };
}

/** A loop over words, each a row of senones, with an optional silence of one node before every word and the end. */
export function wordLoop(pronunciations: number[][], silence: number | undefined): Network {
  const senone = [JUNCTION, JUNCTION]; // the start of a word; the place before a silence
  const arcs: Arc[] = [];
  const chain = (senones: number[], from: number, to: number, word?: number) => {
    let last = from;
    for (const s of senones) {
      senone.push(s);
      arcs.push({ from: last, to: senone.length - 1, logProb: last === from ? 0 : Math.log(0.5) });
      last = senone.length - 1;
    }
    arcs.push({ from: last, to, logProb: Math.log(0.5), word });
  };
  // Node 0 is before a silence, node 1 before a word; junctions 0 → 1 → end make no cycle.
  arcs.push({ from: 0, to: 1, logProb: silence === undefined ? 0 : Math.log(0.5) });
  if (silence !== undefined) chain([silence], 0, 1);
  pronunciations.forEach((senones, word) => {
    chain(senones, 1, 0, word);
  });
  senone.push(JUNCTION);
  arcs.push({ from: 1, to: senone.length - 1, logProb: 0 });
  return networkOf(
    senone,
    senone.map((s) => (s === JUNCTION ? 0 : Math.log(0.5))),
    arcs,
    pronunciations.map((_, word) => `w${word}`),
  );
}

/** An automaton given by a table of next states and scores per state and word, and end scores. */
export class TableAutomaton implements WordAutomaton {
  readonly start = 0;
  score = 0;
  most?: Float32Array;

  /** @param table - per state and word: next state and log probability. */
  constructor(
    readonly table: { next: number; logProb: number }[][],
    readonly ends: number[],
  ) {}

  advance(state: number, word: number): number {
    const arc = this.table[state]![word]!;
    this.score = arc.logProb;
    return arc.next;
  }

  endScore(state: number): number {
    return this.ends[state]!;
  }
}

/** An automaton whose states are full word histories: scores depend on everything said before. */
export class HistoryAutomaton implements WordAutomaton {
  readonly start = 0;
  score = 0;
  private readonly histories = [''];
  private readonly states = new Map([['', 0]]);

  constructor(private readonly seed: number) {}

  advance(state: number, word: number): number {
    const history = `${this.histories[state]} ${word}`;
    this.score = -this.unit(history) * 3;
    if (!this.states.has(history)) {
      this.states.set(history, this.histories.length);
      this.histories.push(history);
    }
    return this.states.get(history)!;
  }

  endScore(state: number): number {
    return -this.unit(`${this.histories[state]} end`) * 3;
  }

  private unit(text: string): number {
    let h = this.seed | 0;
    for (const c of text) h = Math.imul(h ^ c.charCodeAt(0), 0x01000193);
    h ^= h >>> 13;
    return ((Math.imul(h, 0x5bd1e995) >>> 0) % 10007) / 10007;
  }
}

const logProb = fc.double({ min: -4, max: 0, noNaN: true }).map(Math.fround);

/** Any small network, however odd: junction chains, dead ends, words without frames of their own. */
export const anyNetwork: fc.Arbitrary<Network> = fc
  .record({
    kinds: fc.array(fc.integer({ min: JUNCTION, max: 2 }), { minLength: 1, maxLength: 5 }),
    selfs: fc.array(logProb, { minLength: 7, maxLength: 7 }),
    arcs: fc.array(fc.tuple(fc.nat(6), fc.nat(6), logProb, fc.integer({ min: NO_WORD, max: 2 }), fc.nat(1)), {
      minLength: 6,
      maxLength: 16,
    }),
  })
  .map(({ kinds, selfs, arcs }) => {
    const senone = [JUNCTION, ...kinds, JUNCTION];
    const list: Arc[] = [];
    for (const [a, b, logProb, drawn, pronunciation] of arcs) {
      const from = a % senone.length;
      const to = b % senone.length;
      const emits = senone[from]! >= 0;
      if (from === to || (!emits && senone[to] === JUNCTION && from > to)) continue;
      const word = emits && senone[to] === JUNCTION ? drawn : NO_WORD;
      // Parallel arcs only with different words, or the paths become too many to enumerate.
      if (list.some((arc) => arc.from === from && arc.to === to && arc.word === word)) continue;
      list.push({ from, to, logProb, word, pronunciation });
    }
    return networkOf(senone, selfs.slice(0, senone.length), list, ['a', 'b', 'c']);
  });

/** An automaton of three states over three words that forbids a few things. */
export const anyAutomaton: fc.Arbitrary<TableAutomaton> = fc
  .record({
    table: fc.array(
      fc.array(
        fc.record({
          next: fc.nat(2),
          logProb: fc.oneof({ weight: 5, arbitrary: logProb }, fc.constant(-Infinity)),
        }),
        {
          minLength: 3,
          maxLength: 3,
        },
      ),
      { minLength: 3, maxLength: 3 },
    ),
    ends: fc.array(fc.oneof({ weight: 3, arbitrary: logProb }, fc.constant(-Infinity)), {
      minLength: 3,
      maxLength: 3,
    }),
  })
  .map(({ table, ends }) => new TableAutomaton(table, ends));

/** Scores of three senones over `minFrames` to `maxFrames` frames. */
export function anyScores(minFrames: number, maxFrames: number): fc.Arbitrary<DenseScores> {
  return fc
    .integer({ min: minFrames, max: maxFrames })
    .chain((frames) =>
      fc
        .array(fc.double({ min: -5, max: 1, noNaN: true }), { minLength: frames * 3, maxLength: frames * 3 })
        .map((table) => new DenseScores(Float32Array.from(table), frames, 3, 0.01)),
    );
}

/** One complete path. */
export interface EnumeratedPath {
  words: number[];
  /** [start, end) of each word in frames: from the junction crossed before it to its word arc. */
  spans: [number, number][];
  acoustic: number;
  language: number;
}

/** Every path of `scores.frames` frames from the network's start to its end that the automaton allows. */
export function enumeratePaths(
  network: Network,
  automaton: WordAutomaton,
  scores: DenseScores,
): EnumeratedPath[] {
  const paths: EnumeratedPath[] = [];
  const spans: [number, number][] = [];
  const words: number[] = [];
  const walk = (
    node: number,
    state: number,
    t: number,
    since: number,
    acoustic: number,
    language: number,
  ) => {
    const emits = network.senone[node] !== JUNCTION;
    if (emits) {
      if (t === scores.frames) return;
      acoustic += scores.logLikelihood(t, network.senone[node]!);
      t++;
      walk(node, state, t, since, acoustic + network.selfLogProb[node]!, language);
    } else {
      since = t;
      const end = automaton.endScore(state);
      if (node === network.end && t === scores.frames && end > -Infinity) {
        paths.push({ words: words.slice(), spans: spans.slice(), acoustic, language: language + end });
      }
    }
    for (let a = network.arcStart[node]!; a < network.arcStart[node + 1]!; a++) {
      const target = network.arcTarget[a]!;
      const after = acoustic + network.arcLogProb[a]!;
      if (network.arcWord[a] === NO_WORD) {
        walk(target, state, t, since, after, language);
        continue;
      }
      const next = automaton.advance(state, network.arcWord[a]!);
      const step = automaton.score;
      if (step === -Infinity) continue;
      words.push(network.arcWord[a]!);
      spans.push([since, t]);
      walk(target, next, t, since, after, language + step);
      words.pop();
      spans.pop();
    }
  };
  walk(network.start, automaton.start, 0, 0, 0, 0);
  return paths;
}
