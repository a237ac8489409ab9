import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cholesky, eigen, floorEigenvalues } from '../../src/hmm/linear-algebra.js';
import { createRandom, type Random } from '../../src/random.js';

/** A Aᵀ with A of D rows and `rank` columns. */
function gram(random: Random, D: number, rank: number, scale = 1): Float64Array {
  const a = Float64Array.from({ length: D * rank }, () => random.normal());
  return Float64Array.from({ length: D * D }, (_, k) => {
    const [r, c] = [Math.floor(k / D), k % D];
    let sum = 0;
    for (let j = 0; j < rank; j++) sum += a[r * rank + j]! * a[c * rank + j]!;
    return sum * scale;
  });
}

const sizes = fc.record({ seed: fc.nat(1e6), D: fc.integer({ min: 1, max: 8 }) });

describe('linear algebra', () => {
  it('Cholesky: L Lᵀ is the matrix', () => {
    fc.assert(
      fc.property(sizes, ({ seed, D }) => {
        const a = gram(createRandom(seed), D, D + 2);
        const L = new Float64Array(D * D);
        expect(cholesky(a, 0, D, L, 0)).toBe(true);
        for (let r = 0; r < D; r++) {
          for (let c = 0; c < D; c++) {
            let sum = 0;
            for (let k = 0; k < D; k++) sum += L[r * D + k]! * L[c * D + k]!;
            expect(sum).toBeCloseTo(a[r * D + c]!, 9);
            if (c > r) expect(L[r * D + c]).toBe(0);
          }
        }
      }),
    );
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 0, 2, new Float64Array(4), 0)).toBe(false);
  });

  it('Jacobi: A v = λ v with orthonormal v, at any scale', () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom(1, 1e-200, 1e200), ({ seed, D }, scale) => {
        const a = gram(createRandom(seed), D, D, scale);
        const { values, vectors } = eigen(a, D);
        for (let k = 0; k < D; k++) {
          for (let r = 0; r < D; r++) {
            let sum = 0;
            for (let c = 0; c < D; c++) sum += (a[r * D + c]! / scale) * vectors[c * D + k]!;
            expect(sum).toBeCloseTo((values[k]! / scale) * vectors[r * D + k]!, 9);
          }
          for (let m = 0; m < D; m++) {
            let dot = 0;
            for (let r = 0; r < D; r++) dot += vectors[r * D + k]! * vectors[r * D + m]!;
            expect(dot).toBeCloseTo(k === m ? 1 : 0, 9);
          }
        }
      }),
    );
  });

  it('floors eigenvalues, leaves the rest, and the result has a factor', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.integer({ min: 0, max: 8 }),
        fc.constantFrom(1e-6, 0.1, 3),
        ({ seed, D }, rank, floor) => {
          const before = gram(createRandom(seed), D, Math.min(rank, D));
          const a = before.slice();
          floorEigenvalues(a, 0, D, floor, new Float64Array(D * D));
          const sorted = (m: Float64Array) => Array.from(eigen(m, D).values).sort((x, y) => x - y);
          const expected = sorted(before).map((value) => Math.max(value, floor));
          sorted(a).forEach((value, k) => {
            expect(value).toBeCloseTo(expected[k]!, 7);
          });
          expect(cholesky(a, 0, D, new Float64Array(D * D), 0)).toBe(true);
        },
      ),
    );
  });

  it('leaves a matrix whose eigenvalues are above the floor exactly as it is', () => {
    const a = Float64Array.of(2, 0.5, 0.5, 1);
    const kept = a.slice();
    floorEigenvalues(a, 0, 2, 0.1, new Float64Array(4));
    expect(a).toEqual(kept);
  });
});
