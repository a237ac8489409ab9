import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildLexiconNetwork,
  buildTranscriptNetwork,
  type PhoneContext,
} from '../../src/decode/lexicon-network.js';
import { JUNCTION, NO_WORD, type PhoneNetwork } from '../../src/decode/network.js';
import type { Pronunciation } from '../../src/decode/pronunciation-tree.js';

const SIL = 0;
const PHONES = 4;

/** Three phones and silence, two states each; how much a phone depends on its neighbours is drawn by `tying`. */
function toyContext(
  tying: (left: number, phone: number, right: number, position: number) => number,
): PhoneContext {
  return {
    silence: SIL,
    selfLogProb: new Float32Array(140).fill(Math.log(0.6)),
    senones: (left, phone, right) => {
      if (phone === SIL) return [0, 1];
      return [0, 1].map((position) => 2 + tying(left, phone, right, position));
    },
  };
}

const UNTIED = toyContext((l, p, r, j) => ((l * PHONES + p) * PHONES + r) * 2 + j);

/** Every path from start to end with at most `limit` words, as "senones | words", without self loops. */
function pathsOf(network: PhoneNetwork, limit: number): string[] {
  const found: string[] = [];
  const walk = (node: number, senones: number[], words: string[]): void => {
    if (node === network.end) found.push(`${senones.join(' ')} | ${words.join(' ')}`);
    for (let a = network.arcStart[node]!; a < network.arcStart[node + 1]!; a++) {
      const to = network.arcTarget[a]!;
      const word = network.arcWord[a]!;
      const said =
        word === NO_WORD ? words : [...words, `${network.words[word]}/${network.arcPronunciation[a]}`];
      if (said.length > limit) continue;
      const emitted = network.senone[to] === JUNCTION ? senones : [...senones, network.senone[to]!];
      if (emitted.length > 40) continue;
      walk(to, emitted, said);
    }
  };
  walk(network.start, [], []);
  return found.sort();
}

/** The same by definition: word sequences, variants, optional silences, then triphones in a row. */
function pathsByDefinition(sequences: Pronunciation[][], words: string[], context: PhoneContext): string[] {
  const found: string[] = [];
  for (const sequence of sequences) {
    const gaps = sequence.length + 1;
    for (let silences = 0; silences < 1 << gaps; silences++) {
      // One empty utterance is silence alone; none at all has no frames and no path.
      if (sequence.length === 0 && silences !== 1) continue;
      const phones: number[] = [];
      sequence.forEach((pronunciation, i) => {
        if (silences & (1 << i)) phones.push(SIL);
        phones.push(...pronunciation.phones);
      });
      if (silences & (1 << sequence.length)) phones.push(SIL);
      const senones = phones.flatMap((p, i) => [
        ...context.senones(phones[i - 1] ?? SIL, p, phones[i + 1] ?? SIL),
      ]);
      const said = sequence.map(({ word, variant }) => `${words[word]}/${variant}`);
      found.push(`${senones.join(' ')} | ${said.join(' ')}`);
    }
  }
  return found.sort();
}

const lexicons = fc.uniqueArray(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 4,
  selector: (phones) => phones.join(' '),
});

function pronunciationsOf(phones: number[][]): Pronunciation[] {
  // Words 0 and 1 take turns, so words have variants and share beginnings.
  const count = [0, 0];
  return phones.map((list, i) => ({ word: i % 2, variant: count[i % 2]!++, phones: list, logProb: -0.5 }));
}

describe('buildTranscriptNetwork', () => {
  it('accepts exactly the transcript with its variants and optional silences, in context', () => {
    fc.assert(
      fc.property(
        lexicons,
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 3 }),
        (lists, text) => {
          const all = pronunciationsOf(lists);
          const words = ['ZERO', 'ONE'];
          const slots = text.map((word) => all.filter((p) => p.word === word));
          fc.pre(slots.every((slot) => slot.length > 0));
          const network = buildTranscriptNetwork(slots, words, UNTIED, { silenceProbability: 0.5 });
          const sequences = slots.reduce<Pronunciation[][]>(
            (prefixes, slot) => prefixes.flatMap((prefix) => slot.map((p) => [...prefix, p])),
            [[]],
          );
          expect(pathsOf(network, text.length)).toEqual(pathsByDefinition(sequences, words, UNTIED));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('buildLexiconNetwork', () => {
  it('accepts exactly the sequences of its words, however states are tied', () => {
    const contexts = [
      UNTIED,
      toyContext((_, p, __, j) => p * 2 + j),
      toyContext((l, p, _, j) => (p * PHONES + (l > 1 ? 1 : 0)) * 2 + j),
      toyContext((_, p, r, j) => (p * PHONES + (r === 2 ? 1 : 0)) * 2 + j),
      toyContext((l, p, r, j) => (p * 4 + (j === 0 ? Number(l === SIL) : 2 + Number(r === 3))) * 2 + j),
    ];
    fc.assert(
      fc.property(lexicons, fc.nat(contexts.length - 1), (lists, which) => {
        const context = contexts[which]!;
        const all = pronunciationsOf(lists);
        const words = ['ZERO', 'ONE'];
        const network = buildLexiconNetwork(all, words, context, { silenceProbability: 0.5 });
        const sequences: Pronunciation[][] = [[], ...all.map((p) => [p])];
        for (const first of all) for (const second of all) sequences.push([first, second]);
        // Junctions make no promise that a path is unique; what is said and how must be right.
        const paths = [...new Set(pathsOf(network, 2))];
        expect(paths).toEqual([...new Set(pathsByDefinition(sequences, words, context))]);
      }),
      { numRuns: 60 },
    );
  });

  it('shares the beginnings of words and gives every node probabilities that sum to 1 or less', () => {
    const phones = [1, 2, 3];
    const one = [{ word: 0, variant: 0, phones, logProb: 0 }];
    const two = [...one, { word: 1, variant: 0, phones: [1, 2, 1], logProb: 0 }];
    const monophones = toyContext((_, p, __, j) => p * 2 + j);
    const small = buildLexiconNetwork(one, ['A'], monophones, { silenceProbability: 0.3 });
    const large = buildLexiconNetwork(two, ['A', 'B'], monophones, { silenceProbability: 0.3 });
    const emitting = (n: PhoneNetwork): number => n.senone.filter((s) => s !== JUNCTION).length;
    expect(emitting(large) - emitting(small)).toBe(2); // only the last phone of B is new
  });
});
