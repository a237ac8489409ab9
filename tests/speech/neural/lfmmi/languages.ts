/** Small languages of phones, with made-up ties of left neighbours, to build graphs from. */
import fc from 'fast-check';
import type { HmmGraph } from '../../../../src/rnn/kernels/hmm-graph.js';
import { buildDenominator, type LeftContext } from '../../../../src/speech/neural/lfmmi/denominator.js';
import { estimatePhoneLm, type PhoneLm } from '../../../../src/speech/neural/lfmmi/phone-lm.js';

export interface Language {
  phones: number;
  sequences: number[][];
  lm: PhoneLm;
  context: LeftContext;
  classes: number;
  graph: HmmGraph;
  leak: Float32Array;
}

/** @param backoff - 0 for a model without smoothing */
export function anyLanguage(backoff: number, longest = 6): fc.Arbitrary<Language> {
  const phone = fc.integer({ min: 0, max: 2 });
  return fc
    .record({
      sequences: fc.array(fc.array(phone, { minLength: 1, maxLength: longest }), {
        minLength: 1,
        maxLength: 6,
      }),
      order: fc.integer({ min: 2, max: 5 }),
      keptOrder: fc.integer({ min: 2, max: 3 }),
      extraHistories: fc.integer({ min: 0, max: 5 }),
      ties: fc.array(fc.boolean(), { minLength: 18, maxLength: 18 }),
    })
    .map(({ sequences, ties, ...options }) => {
      const phones = 3;
      const lm = estimatePhoneLm(sequences, phones, { ...options, backoff });
      // Two senones for each phone and position, the left neighbour decides.
      const context: LeftContext = {
        silence: 0,
        senones: (left, phone) =>
          [0, 1].map(
            (position) => 2 * (2 * phone + position) + Number(ties[6 * left + 2 * phone + position]),
          ),
      };
      const { graph, leak } = buildDenominator(lm, context);
      return { phones, sequences, lm, context, classes: 12, graph, leak };
    });
}
