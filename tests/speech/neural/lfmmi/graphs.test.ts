/** Denominator and numerators: parts of one whole. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Kernels } from '../../../../src/rnn/kernels/kernels.js';
import { packTimedGraph } from '../../../../src/rnn/kernels/pack-graph.js';
import { fours } from '../../../../src/rnn/kernels/sizes.js';
import { LfmmiLoss } from '../../../../src/rnn/train/lfmmi-loss.js';
import { NumeratorBuilder } from '../../../../src/speech/neural/lfmmi/numerator.js';
import {
  acceptorOfSegments,
  acceptorOfTranscript,
  type PhoneAcceptor,
} from '../../../../src/speech/neural/lfmmi/phone-acceptor.js';
import { sumPaths } from '../../../rnn/kernels/graphs.js';
import { anyLanguage, type Language } from './languages.js';

const kernels = await Kernels.load();
afterAll(() => kernels.close());

const anyLogits = (T: number) =>
  fc.array(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 12, maxLength: 12 }), {
    minLength: T,
    maxLength: T,
  });

/** log p of numerator and denominator by trying all paths. */
function logs({ graph, lm, context }: Language, acceptor: PhoneAcceptor, logits: number[][]) {
  const numerator = new NumeratorBuilder(lm, context).build(acceptor, logits.length);
  const what = sumPaths(numerator, logits, { final: numerator.final, windows: numerator });
  return { what: what.logP, all: sumPaths(graph, logits).logP };
}

/** Every phone sequence of one to T phones. */
function sequences(phones: number, T: number): number[][] {
  let last: number[][] = [[]];
  return Array.from({ length: T }, () => {
    last = last.flatMap((one) => Array.from({ length: phones }, (_, phone) => [...one, phone]));
    return last;
  }).flat();
}

const chain = (phones: readonly number[]): PhoneAcceptor => ({
  arcs: [...phones.map((phone, k) => [{ phone, to: k + 1 }]), []],
  isFinal: [...phones.map(() => false), true],
});

describe('the denominator', () => {
  it('is a distribution: over any number of frames its paths sum to one', () => {
    fc.assert(
      fc.property(anyLanguage(0.1), fc.integer({ min: 1, max: 3 }), ({ graph, leak }, T) => {
        const flat = Array.from({ length: T }, () => new Array<number>(12).fill(0));
        expect(sumPaths(graph, flat).logP).toBeCloseTo(0, 5);
        expect(leak.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
      }),
      { numRuns: 40 },
    );
  });

  it('is the sum of the numerators of all phone sequences, each counted once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 0.1).chain((b) => anyLanguage(b)),
        anyLogits(3),
        (language, logits) => {
          const each = sequences(language.phones, logits.length).map((phones) =>
            Math.exp(logs(language, chain(phones), logits).what),
          );
          const sum = each.reduce((total, p) => total + p, 0);
          expect(Math.log(sum)).toBeCloseTo(sumPaths(language.graph, logits).logP, 5);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a numerator', () => {
  it('is never above the denominator, on the kernels too', () => {
    fc.assert(
      fc.property(
        anyLanguage(0.01),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 0, max: 2 }),
        anyLogits(18),
        ({ sequences: [phones], lm, context, graph, leak }, durations, tolerance, rows) => {
          let T = 0;
          const ends = phones!.map((_, k) => {
            T += durations[k]!;
            return T;
          });
          const segments = { phones: Int16Array.from(phones!), ends: Int32Array.from(ends) };
          const acceptor = acceptorOfSegments(segments, tolerance);
          const target = packTimedGraph(new NumeratorBuilder(lm, context).build(acceptor, T));
          using loss = new LfmmiLoss(kernels, graph, leak);
          const { arena, call } = kernels;
          const at = arena.place(Float32Array.from(rows.slice(0, T).flat()));
          const lengths = arena.place(Int32Array.of(T));
          const shape = { at, U: T, B: 1, C: 12, ld: fours(12), lengths, frames: [T] };
          const run = loss.start(kernels, shape, [target]);
          run.run(call, 1);
          const totals = run.totals();
          expect(totals.unfit).toBe(0);
          expect(totals.loss).toBeGreaterThan(-1e-4);
          run.free();
          arena.free(at);
          arena.free(lengths);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('keeps each phone within its tolerance', () => {
    fc.assert(
      fc.property(anyLanguage(0.1), anyLogits(4), fc.integer({ min: 0, max: 1 }), (language, logits, k) => {
        const phones = [0, 1];
        const segments = { phones: Int16Array.from(phones), ends: Int32Array.of(2, 4) };
        const near = logs(language, acceptorOfSegments(segments, k), logits).what;
        const free = logs(language, chain(phones), logits).what;
        expect(near).toBeLessThanOrEqual(free + 1e-9);
        // A window as long as the utterance holds nothing back.
        expect(logs(language, acceptorOfSegments(segments, 4), logits).what).toBeCloseTo(free, 9);
        // Held to the alignment itself there is one path for each way to go through the histories.
        if (k > 0) return;
        const { lm, context } = language;
        const { classes, first, last } = new NumeratorBuilder(lm, context).build(
          acceptorOfSegments(segments, 0),
          4,
        );
        classes.forEach((senone, s) => {
          if (last[s]! < first[s]!) return;
          const phone = senone >> 2;
          expect([first[s]! >= 2 * phone, last[s]! < 2 * phone + 2]).toEqual([true, true]);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('fits nothing when there are more phones than frames', () => {
    const [language] = fc.sample(anyLanguage(0.1), 1);
    const logits = [0, 1].map(() => new Array<number>(12).fill(0));
    expect(logs(language!, chain([0, 1, 2]), logits).what).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('a transcript', () => {
  const pronunciation = fc.record({
    phones: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 2 }),
  });
  const words = fc.array(fc.array(pronunciation, { minLength: 1, maxLength: 3 }), { maxLength: 3 });

  it('accepts each sequence of pronunciations and silences, and no other', () => {
    fc.assert(
      fc.property(words, (transcript) => {
        const silence = 0;
        let said: number[][] = [[], [silence]];
        for (const variants of transcript) {
          said = said.flatMap((before) =>
            variants.flatMap(({ phones }) => [
              [...before, ...phones],
              [...before, ...phones, silence],
            ]),
          );
        }
        const { arcs, isFinal } = acceptorOfTranscript(transcript, silence);
        const accepted: string[] = [];
        const walk = (node: number, phones: number[]): void => {
          if (isFinal[node]) accepted.push(phones.join(' '));
          for (const { phone, to } of arcs[node]!) walk(to, [...phones, phone]);
        };
        walk(0, []);
        expect(accepted.sort()).toEqual([...new Set(said.map((phones) => phones.join(' ')))].sort());
        for (const list of arcs) expect(new Set(list.map(({ phone }) => phone)).size).toBe(list.length);
      }),
    );
  });
});
