/** The binary form: exact when plain, close when quantised, and never silently wrong. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeNgramModel, encodeNgramModel } from '../../../src/text/ngram/binary.js';
import { loadNgramModel, saveNgramModel } from '../../../src/text/ngram/files.js';
import { scoreText } from '../../../src/text/ngram/perplexity.js';
import { quantize, valuesOfCodes } from '../../../src/text/ngram/quantize.js';
import { trainNgram } from '../../../src/text/ngram/train.js';
import { largestDefect, zipfSentences } from './fixtures.js';

const text = zipfSentences(900, 400);
const model = trainNgram(text.slice(0, 600), { order: 4, closedVocabulary: true });
const heldOut = text.slice(600);

describe('the binary form', () => {
  it.each([8, 16, 32] as const)('keeps words and n-grams with %i bits', (bits) => {
    const folder = mkdtempSync(join(tmpdir(), 'ngram-'));
    try {
      const path = join(folder, 'model');
      saveNgramModel(model, path, { bits });
      const loaded = loadNgramModel(path);
      expect(loaded.counts).toEqual(model.counts);
      expect(loaded.vocabulary.id('w7')).toBe(model.vocabulary.id('w7'));
      if (bits === 32) {
        expect(loaded.trie.ngrams).toEqual(model.trie.ngrams);
        expect(loaded.trie.states).toEqual(model.trie.states);
      }
      for (let node = 0; node < model.trie.nodeCount; node++) {
        expect(loaded.trie.word(node)).toBe(model.trie.word(node));
        expect(loaded.trie.next(node)).toBe(model.trie.next(node));
      }
      for (let state = 0; state < model.trie.stateCount; state++) {
        expect(loaded.trie.firstChild(state)).toBe(model.trie.firstChild(state));
        expect(loaded.trie.suffix(state)).toBe(model.trie.suffix(state));
      }
      const exact = scoreText(model, heldOut);
      const score = scoreText(loaded, heldOut);
      const tolerance = { 8: 0.01, 16: 1e-4, 32: 0 }[bits];
      const ratio = score.perplexityWithoutUnknown / exact.perplexityWithoutUnknown;
      expect(Math.abs(ratio - 1)).toBeLessThanOrEqual(tolerance);
      expect(score.unknownWords).toBe(exact.unknownWords);
      expect(largestDefect(loaded)).toBeLessThan({ 8: 0.1, 16: 1e-3, 32: 1e-6 }[bits]);
      expect(statSync(path).size).toBe(encodeNgramModel(model, { bits }).length);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is whole again when a quantised model that was little used is written plain', () => {
    const quantised = decodeNgramModel(encodeNgramModel(model, { bits: 8 }));
    quantised.trie.score(0, 7);
    const plain = decodeNgramModel(encodeNgramModel(quantised));
    for (let node = 0; node < model.trie.nodeCount; node++) {
      expect(plain.trie.word(node)).toBe(model.trie.word(node));
      expect(plain.trie.next(node)).toBe(model.trie.next(node));
      expect(plain.trie.logProb(node)).toBe(quantised.trie.logProb(node));
    }
    for (let state = 0; state < model.trie.stateCount; state++) {
      expect(plain.trie.backoff(state)).toBe(quantised.trie.backoff(state));
      expect(plain.trie.suffix(state)).toBe(model.trie.suffix(state));
    }
    expect(scoreText(plain, heldOut)).toEqual(scoreText(quantised, heldOut));
  });

  it.each([8, 16] as const)('knows with %i bits what each word can be worth at most', (bits) => {
    const { trie } = decodeNgramModel(encodeNgramModel(model, { bits }));
    const most = trie.mostLogProb()!;
    let closest = Number.POSITIVE_INFINITY;
    for (let word = 0; word < most.length; word++) {
      for (let state = 0; state < trie.stateCount; state++) {
        const score = trie.score(state, word);
        if (score > Number.NEGATIVE_INFINITY) closest = Math.min(closest, most[word]! - score);
      }
    }
    expect(closest).toBeGreaterThanOrEqual(0);
    expect(closest).toBeLessThan(1);
    expect(model.trie.mostLogProb()).toBeUndefined();
  });

  it('gets smaller with fewer bits', () => {
    const [plain, half, quarter] = ([32, 16, 8] as const).map(
      (bits) => encodeNgramModel(model, { bits }).length,
    );
    expect(quarter!).toBeLessThan(half!);
    expect(half!).toBeLessThan(plain! * 0.5);
  });

  it('is a view of the bytes it is given, wherever these begin', () => {
    const bytes = encodeNgramModel(model);
    expect(decodeNgramModel(bytes).trie.ngrams.buffer).toBe(bytes.buffer);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeNgramModel(shifted.subarray(3)).trie.ngrams).toEqual(model.trie.ngrams);
  });

  const bytes = encodeNgramModel(model);
  it.each([
    ['a flipped bit in the header', 30],
    ['a flipped bit in the words', 700],
    ['a flipped bit at the end', bytes.length - 9],
    ['another version', 8],
    ['another magic', 0],
  ])('refuses %s', (_, at) => {
    const damaged = bytes.slice();
    damaged[at]! ^= 4;
    expect(() => decodeNgramModel(damaged)).toThrow(expect.objectContaining({ code: 'ngram-file' }));
  });

  it.each([0, 10, 23, bytes.length - 8, bytes.length - 1])('refuses the first %i bytes', (length) => {
    expect(() => decodeNgramModel(bytes.slice(0, length))).toThrow(
      expect.objectContaining({ code: 'ngram-file' }),
    );
  });
});

describe('quantize', () => {
  const restored = (values: Float32Array, bits: 8 | 16, exact: number) => {
    const quantized = quantize(values, bits, exact);
    const table = valuesOfCodes(quantized.codes, quantized.range);
    return Array.from(quantized.codes, (code) => table[code]!);
  };

  it.each([8, 16] as const)('rounds by at most half a step in %i bits', (bits) => {
    const values = Float32Array.from({ length: 5000 }, (_, i) => -20 * Math.sin(i) ** 2 - 0.1);
    const half = 20 / (2 ** bits - 2) / 2;
    restored(values, bits, 0).forEach((value, i) => {
      expect(Math.abs(value - values[i]!)).toBeLessThan(half + 2e-6);
    });
  });

  it('keeps the exact value, and one or two beside it', () => {
    for (const values of [[0, -0.5, 0, -0.5], [0, 0], []]) {
      expect(restored(Float32Array.from(values), 8, 0)).toEqual(values);
    }
    const values = [-1, Number.NEGATIVE_INFINITY, -3];
    expect(restored(Float32Array.from(values), 8, Number.NEGATIVE_INFINITY)).toEqual(values);
  });
});
