/** The reranker: what it sees, how it learns, how it is stored. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { gatherEvidence } from '../../../src/text/g2p/evidence.js';
import { FEATURE_BITS } from '../../../src/text/g2p/feature-list.js';
import { packWeights, Reranker, unpackWeights } from '../../../src/text/g2p/reranker.js';
import { trainReranker, withoutCommon } from '../../../src/text/g2p/train-reranker.js';

describe('gatherEvidence', () => {
  const known: Record<string, string[]> = {
    up: ['AP'],
    stream: ['STRIM'],
    upstream: ['WRONG'],
    upstreams: ['APSTRIMZ'],
    rate: ['RET'],
    happy: ['HAPI'],
  };
  const asked: string[] = [];
  const dictionary = (word: string) => {
    asked.push(word);
    return known[word] ?? [];
  };

  it('finds parts, compounds and extensions, and never asks for the word itself', () => {
    const { beginnings, endings, compounds, extensions } = gatherEvidence('upstream', dictionary);
    expect(asked).not.toContain('upstream');
    expect(beginnings).toEqual([{ letters: 2, rest: 'stream', change: 0, spoken: 'AP' }]);
    expect(endings).toEqual([{ letters: 6, rest: 'up', spoken: 'STRIM' }]);
    expect(compounds).toEqual([{ shorter: 2, longer: 6, spoken: 'APSTRIM' }]);
    expect(extensions).toEqual([{ ending: 's', spoken: 'APSTRIMZ' }]);
  });

  it('sees through a dropped e and a y that became i', () => {
    expect(gatherEvidence('rating', dictionary).beginnings).toEqual([
      { letters: 3, rest: 'ing', change: 1, spoken: 'RET' },
    ]);
    expect(gatherEvidence('happiness', dictionary).beginnings).toEqual([
      { letters: 5, rest: 'ness', change: 2, spoken: 'HAPI' },
    ]);
    asked.length = 0;
    gatherEvidence('rate', dictionary);
    gatherEvidence('happie', dictionary);
    expect(asked).not.toContain('rate');
  });
});

describe('withoutCommon', () => {
  it('takes away exactly the features that all share, as often as all have them', () => {
    const features = fc.array(fc.nat(5), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(features, { minLength: 1, maxLength: 4 }), (lists) => {
        const found = withoutCommon(lists.map((list) => Int32Array.from(list)));
        const count = (list: ArrayLike<number>, f: number) =>
          Array.from(list).filter((other) => other === f).length;
        for (let f = 0; f <= 5; f++) {
          const common = Math.min(...lists.map((list) => count(list, f)));
          lists.forEach((list, i) => {
            expect(count(found[i]!, f)).toBe(count(list, f) - common);
          });
        }
      }),
    );
  });
});

describe('trainReranker', () => {
  const example = (right: number[], wrong: number[]) => ({
    correct: Uint8Array.of(0, 1),
    logJoint: Float64Array.of(-1, -1),
    features: [Int32Array.from(wrong), Int32Array.from(right)],
  });

  it('takes the first step that the gradient of the log probability asks for', () => {
    const { weights, jointWeight } = trainReranker([example([7], [8])], {
      epochs: 1,
      learningRate: 0.1,
      random: createRandom(1),
    });
    // p = ½ for both: gradient ½ for the right one, −½ for the wrong; squares 1 + ¼.
    expect(weights[7]).toBeCloseTo((0.1 * 0.5) / Math.sqrt(1.25), 6);
    expect(weights[8]).toBeCloseTo((-0.1 * 0.5) / Math.sqrt(1.25), 6);
    expect(jointWeight).toBe(1);
  });

  it('learns which feature tells right from wrong', () => {
    const examples = Array.from({ length: 50 }, (_, i) => example([1, 10 + i], [2, 100 + i]));
    const { weights } = trainReranker(examples, { epochs: 5, learningRate: 0.1, random: createRandom(1) });
    expect(weights[1]).toBeGreaterThan(weights[10]!);
    expect(weights[2]).toBeLessThan(weights[100]!);
  });
});

describe('Reranker', () => {
  it('rounds weights to bytes, small ones to nothing, and cuts large ones', () => {
    const weights = new Float32Array(2 ** FEATURE_BITS);
    weights.set([0.01, 0.5, -3, 1]);
    const { weights: bytes, unit } = Reranker.quantize(weights, 0.5, { smallest: 0.02, largest: 2 });
    expect(unit).toBe(2 / 127);
    expect([...bytes.subarray(0, 5)]).toEqual([0, 32, -127, 64, 0]);
  });

  it('packs weights without loss', () => {
    const places = fc.dictionary(
      fc.nat(2 ** FEATURE_BITS - 1).map(String),
      fc.integer({ min: -127, max: 127 }),
    );
    fc.assert(
      fc.property(places, (given) => {
        const weights = new Int8Array(2 ** FEATURE_BITS);
        for (const [index, weight] of Object.entries(given)) weights[Number(index)] = weight;
        expect(
          Buffer.compare(
            Buffer.from(unpackWeights(packWeights(weights)).buffer),
            Buffer.from(weights.buffer),
          ),
        ).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
});
