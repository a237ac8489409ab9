import { expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { joinTexts } from '../../../src/text/pieces/encoded-texts.js';
import { wordVectors } from '../../../src/text/pieces/word-vectors.js';

const UNITS = 6;
const random = createRandom(2);
/** Sentences article – adjective – noun: ids 0–1, 2–9, 10–19; 20 occurs once, as an adjective; 21 never. */
const sentences = Array.from({ length: 3000 }, () => [random.int(2), 2 + random.int(8), 10 + random.int(10)]);
sentences.push([0, 20, 12]);

const cosine = (a: Float32Array, b: Float32Array): number => {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

it('puts words that are used alike near each other, rare ones too', () => {
  const vectors = wordVectors(joinTexts(sentences), 22, UNITS, 0.1);
  const row = (id: number): Float32Array => vectors.subarray(id * UNITS, (id + 1) * UNITS);
  const adjectives = [2, 3, 4, 5, 6, 7, 8, 9];
  const nouns = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
  for (const adjective of [...adjectives.slice(1), 20]) {
    const nearest = Math.max(...nouns.map((noun) => cosine(row(noun), row(adjective))));
    expect(cosine(row(2), row(adjective)), `${adjective}`).toBeGreaterThan(nearest + 0.2);
  }
});

it('gives rows the length asked for, and ids that never occur small ones', () => {
  const vectors = wordVectors(joinTexts(sentences), 22, UNITS, 0.1);
  for (let id = 0; id < 22; id++) {
    const row = vectors.subarray(id * UNITS, (id + 1) * UNITS);
    const spread = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / UNITS);
    if (id < 21) expect(spread).toBeCloseTo(0.1, 5);
    else expect(spread).toBeLessThan(0.1);
  }
});

it('is the same each time', () => {
  const texts = joinTexts(sentences.slice(0, 200));
  expect(wordVectors(texts, 22, UNITS, 0.1)).toEqual(wordVectors(texts, 22, UNITS, 0.1));
});
