import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kmeans } from '../../src/hmm/kmeans.js';
import { frames, toObservations } from '../../src/hmm/observations.js';
import { createRandom } from '../../src/random.js';

describe('kmeans', () => {
  it('finds separate clouds', () => {
    const random = createRandom(1);
    const centers = [
      [0, 0],
      [10, 0],
      [0, 10],
      [10, 10],
    ];
    const points = Array.from({ length: 200 }, (_, t) => centers[t % 4]!.map((c) => c + random.normal()));
    const { assignment, centers: found } = kmeans(toObservations(points), 4, random);
    points.forEach((_, t) => {
      expect(assignment[t]).toBe(assignment[t % 4]);
    });
    centers.forEach((center, k) => {
      center.forEach((x, d) => {
        expect(Math.abs(found[assignment[k]! * 2 + d]! - x)).toBeLessThan(0.5);
      });
    });
  });

  it('is at a fixed point: no cluster empty, centres are means, no frame nearer to another centre', () => {
    const points = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 6 }), fc.nat(100), (rows, K, seed) => {
        const distinct = new Set(rows.map((row) => row.join())).size;
        fc.pre(distinct >= K);
        const { assignment, centers, inertia } = kmeans(toObservations(rows), K, createRandom(seed));
        const square = (t: number, k: number) =>
          (rows[t]![0] - centers[k * 2]!) ** 2 + (rows[t]![1] - centers[k * 2 + 1]!) ** 2;
        let sum = 0;
        for (let k = 0; k < K; k++) {
          const members = rows.filter((_, t) => assignment[t] === k);
          expect(members.length).toBeGreaterThan(0);
          for (const d of [0, 1] as const) {
            const mean = members.reduce((s, row) => s + row[d], 0) / members.length;
            expect(centers[k * 2 + d]).toBeCloseTo(mean, 9);
          }
        }
        rows.forEach((_, t) => {
          sum += square(t, assignment[t]!);
          for (let k = 0; k < K; k++)
            expect(square(t, assignment[t]!)).toBeLessThanOrEqual(square(t, k) + 1e-9);
        });
        expect(inertia).toBeCloseTo(sum, 6);
      }),
    );
  });

  it.each([
    { seed: 434, K: 4, values: [3, 4, 1, 5, 6, 5, 2, 7, 3, 5, 3, 1, 7, 6, 0, 4] },
    { seed: 465, K: 3, values: [6, 3, 2, 2, 1, 2, 0, 2, 5, 5, 6, 1] },
  ])(
    'refills a cluster that lost all its frames on the way (found by search): seed $seed',
    ({ seed, K, values }) => {
      const { assignment } = kmeans(frames(Float64Array.from(values), 2), K, createRandom(seed), {
        restarts: 1,
      });
      expect(new Set(assignment).size).toBe(K);
    },
  );

  it('puts each distinct frame in a cluster of its own when there are as many', () => {
    const rows = [1, 5, 5, 1, 9, 9, 9];
    const { inertia, centers } = kmeans(toObservations(rows), 3, createRandom(2));
    expect(inertia).toBe(0);
    expect(Array.from(centers).sort((a, b) => a - b)).toEqual([1, 5, 9]);
  });

  it('refuses more clusters than distinct frames, saying how many there are', () => {
    const message = 'kmeans-few-points: found 2 distinct frames, expected at least 3';
    expect(() => kmeans(toObservations([1, 2, 1, 2]), 3, createRandom(1))).toThrow(message);
    expect(() => kmeans(toObservations([1]), 0, createRandom(1))).toThrow(/clusters = 0/);
  });

  it('repeats itself for the same seed', () => {
    const rows = Array.from({ length: 50 }, (_, t) => (t * 37) % 11);
    const run = () => kmeans(toObservations(rows), 4, createRandom(3));
    expect(run()).toEqual(run());
  });
});
