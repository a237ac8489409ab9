import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DenseScores } from '../../src/decode/acoustic-scores.js';
import { Decoder } from '../../src/decode/decoder.js';
import { GrammarAutomaton } from '../../src/decode/grammar-automaton.js';
import { buildLexiconNetwork, buildTranscriptNetwork } from '../../src/decode/lexicon-network.js';
import { NetworkBuilder } from '../../src/decode/network.js';
import { addPhone, type PhoneContext } from '../../src/decode/phone-hmm.js';
import type { Pronunciation } from '../../src/decode/pronunciation-tree.js';
import { viterbiAlign } from '../../src/decode/viterbi-align.js';

const SIL = 0;
const PHONES = 3;
const SENONES = 2 + PHONES * PHONES * 2;
const SILENCE_PROBABILITY = 0.3;

/** Left biphones, two states each. */
const chain: PhoneContext = {
  silence: SIL,
  topology: 'chain',
  selfLogProb: new Float32Array(SENONES).fill(-1),
  senones: (left, phone) => (phone === SIL ? [0, 1] : [0, 1].map((i) => 2 + (left * PHONES + phone) * 2 + i)),
};

const EXHAUSTIVE = { beam: Infinity, wordBeam: Infinity, maxActive: Infinity, latticeBeam: Infinity };

const scores = fc.integer({ min: 1, max: 5 }).chain((frames) =>
  fc
    .array(fc.double({ min: -9, max: 0, noNaN: true }), {
      minLength: frames * SENONES,
      maxLength: frames * SENONES,
    })
    .map((table) => new DenseScores(Float32Array.from(table), frames, SENONES, 0.03)),
);

/** Best score of `phones` over all frames: the first frame of a phone in its first state, all others in its second. */
function bestOfPhones(table: DenseScores, phones: number[]): number {
  const visit = (i: number, t: number): number => {
    if (i === phones.length) return t === table.frames ? 0 : -Infinity;
    const [first, second] = chain.senones(phones[i - 1] ?? SIL, phones[i]!, SIL);
    let best = -Infinity;
    let sum = 0;
    for (let end = t; end < table.frames; end++) {
      sum += table.logLikelihood(end, end === t ? first! : second!);
      best = Math.max(best, sum + visit(i + 1, end + 1));
    }
    return best;
  };
  return visit(0, 0);
}

/** Best score of a word sequence, pauses included, by trying all. */
function bestOfWords(table: DenseScores, sequence: Pronunciation[]): number {
  let best = -Infinity;
  for (let pauses = 0; pauses < 1 << (sequence.length + 1); pauses++) {
    const phones: number[] = [];
    let score = 0;
    for (let gap = 0; gap <= sequence.length; gap++) {
      const pause = (pauses >> gap) & 1;
      if (pause) phones.push(SIL);
      score += Math.log(pause ? SILENCE_PROBABILITY : 1 - SILENCE_PROBABILITY);
      if (gap < sequence.length) phones.push(...sequence[gap]!.phones);
    }
    if (phones.length > 0) best = Math.max(best, score + bestOfPhones(table, phones));
  }
  return best;
}

const lexicon: Pronunciation[] = [
  { word: 0, variant: 0, phones: [1], logProb: 0 },
  { word: 1, variant: 0, phones: [1, 2], logProb: 0 },
  { word: 2, variant: 0, phones: [2, 2], logProb: 0 },
];
const words = ['A', 'AB', 'BB'];

/** All sequences of up to `most` words. */
function sequences(most: number): Pronunciation[][] {
  if (most === 0) return [[]];
  const shorter = sequences(most - 1);
  const longest = shorter.filter((s) => s.length === most - 1);
  return [...shorter, ...longest.flatMap((s) => lexicon.map((p) => [...s, p]))];
}

describe('chain topology', () => {
  it('aligns a transcript as well as the best of all ways', () => {
    fc.assert(
      fc.property(
        scores,
        fc.array(fc.constantFrom(...lexicon), { minLength: 1, maxLength: 3 }),
        (table, sequence) => {
          const network = buildTranscriptNetwork(
            sequence.map((p) => [p]),
            words,
            chain,
            { silenceProbability: SILENCE_PROBABILITY },
          );
          const path = viterbiAlign(network, table, { beam: 1e6, acousticScale: 1 });
          const best = bestOfWords(table, sequence);
          if (best === -Infinity) {
            expect(path).toBeUndefined();
            return;
          }
          expect(path!.logLikelihood).toBeCloseTo(best, 4);
          expect(path!.words.map(({ word }) => word)).toEqual(sequence.map(({ word }) => word));
          for (const { node, start, end } of path!.states) {
            if (network.position[node] === 0) expect(end - start).toBe(1);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is searched by the decoder as exactly, lattice included', () => {
    const network = buildLexiconNetwork(lexicon, words, chain, { silenceProbability: SILENCE_PROBABILITY });
    const logProb = [-1, -2, -1.5];
    const decoder = new Decoder(network, GrammarAutomaton.unigram(logProb, -0.5), EXHAUSTIVE);
    fc.assert(
      fc.property(scores, (table) => {
        const candidates = sequences(table.frames)
          .filter((sequence) => sequence.length > 0)
          .map((sequence) => {
            const language = sequence.reduce((sum, { word }) => sum + logProb[word]!, -0.5);
            return { sequence, score: bestOfWords(table, sequence) + language };
          });
        const silence = Math.log(SILENCE_PROBABILITY) + bestOfPhones(table, [SIL]) - 0.5;
        candidates.push({ sequence: [], score: silence });
        candidates.sort((a, b) => b.score - a.score);
        const result = decoder.decode(table);
        expect(result.logLikelihood).toBeCloseTo(candidates[0]!.score, 4);
        expect(result.words.map(({ wordId }) => wordId)).toEqual(
          candidates[0]!.sequence.map(({ word }) => word),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('wants two states', () => {
    const builder = new NetworkBuilder();
    expect(() => addPhone(builder, chain, [1, 2, 3], 1)).toThrow(/has 3/);
  });
});
