import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { excerpt } from '../../../src/sentiment/neural/excerpt.js';
import {
  cutPassages,
  dealPassages,
  neighbourExample,
} from '../../../src/sentiment/neural/neighbour-chunks.js';
import {
  countIds,
  joinTexts,
  readEncoded,
  textAt,
  writeEncoded,
} from '../../../src/text/pieces/encoded-texts.js';

const texts = fc.array(fc.array(fc.nat(60_000), { maxLength: 400 }), { minLength: 1, maxLength: 12 });

it('keeps texts apart, also through a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ids-'));
  const path = join(folder, 'deeper', 'texts.ids');
  expect(readEncoded(path)).toBeUndefined();
  fc.assert(
    fc.property(texts, (all) => {
      writeEncoded(path, joinTexts(all));
      const back = readEncoded(path)!;
      expect(all.map((_, i) => [...textAt(back, i)])).toEqual(all);
      const counts = countIds([back], 60_001);
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(all.flat().length);
    }),
    { numRuns: 30 },
  );
  rmSync(folder, { recursive: true });
});

it('cuts every text into passages that cover it in order, none of more than 128', () => {
  fc.assert(
    fc.property(texts, (all) => {
      const joined = joinTexts(all);
      const bounds = cutPassages(joined);
      const covered: number[] = [];
      for (let p = 0; p < bounds.length; p += 2) {
        expect(bounds[p + 1]! - bounds[p]!).toBeLessThanOrEqual(128);
        for (let i = bounds[p]!; i < bounds[p + 1]!; i++) covered.push(i);
      }
      const expected = all.flatMap((text, t) =>
        // A text of one word has no neighbours to learn.
        text.length > 1 ? text.map((_, i) => joined.starts[t]! + i) : [],
      );
      expect(covered).toEqual(expected);
    }),
  );
});

it('wants the next word going forwards and the one before going backwards', () => {
  const { input, target } = neighbourExample([5, 6, 7]);
  expect([...input]).toEqual([5, 6, 7]);
  expect(target.directions.map((ids) => [...ids])).toEqual([
    [6, 7, -1],
    [-1, 5, 6],
  ]);
});

it('deals each passage once before any comes again', () => {
  const joined = joinTexts(Array.from({ length: 12 }, (_, i) => [i, i]));
  const set = dealPassages(joined, { perSlice: 4, seed: 3 });
  const seen = [0, 1, 2].flatMap((epoch) => [0, 1, 2, 3].map((index) => set.example(index, epoch).input[0]!));
  expect([...seen].sort((a, b) => a - b)).toEqual([...Array(12).keys()]);
  expect(set.example(0, 3).input[0]).toBe(seen[0]);
});

it('keeps the beginning and the end of a long text', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.nat(20), fc.nat(20), (ids, head, tail) => {
      const kept = [...excerpt(ids, head, tail)];
      const long = ids.length > head + tail;
      expect(kept).toEqual(long ? [...ids.slice(0, head), ...ids.slice(ids.length - tail)] : ids);
    }),
  );
});
