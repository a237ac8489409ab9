import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../src/errors.js';
import { createRandom, restoreRandom } from '../src/random.js';

describe('createRandom', () => {
  it('is xoshiro128**: first words of the reference code from state 1, 2, 3, 4', () => {
    const words = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849];
    const random = restoreRandom([1, 2, 3, 4]);
    for (let i = 0; i < words.length; i += 2) {
      const expected = ((words[i]! >>> 5) * 2 ** 26 + (words[i + 1]! >>> 6)) / 2 ** 53;
      expect(random.next()).toBe(expected);
    }
  });

  it('repeats itself for the same seed and differs for another, in all 53 bits', () => {
    const draw = (seed: number) => {
      const random = createRandom(seed);
      return [random.next(), random.normal(), random.int(1000)];
    };
    expect(draw(7)).toEqual(draw(7));
    const firsts = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER].map((seed) => draw(seed)[0]);
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('goes on from a saved state as if never stopped', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(50), (seed, skip) => {
        const unbroken = createRandom(seed);
        for (let i = 0; i < skip; i++) unbroken.normal();
        const restored = restoreRandom(JSON.parse(JSON.stringify(unbroken.state())));
        for (let i = 0; i < 5; i++) expect(restored.normal()).toBe(unbroken.normal());
      }),
    );
  });

  it('is uniform: mean, variance and every one of ten bins', () => {
    const random = createRandom(1);
    const bins = new Float64Array(10);
    const n = 100_000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const x = random.next();
      bins[random.int(10)]! += 1;
      sum += x;
      squares += x * x;
    }
    expect(sum / n).toBeCloseTo(1 / 2, 2);
    expect(squares / n).toBeCloseTo(1 / 3, 2);
    for (const count of bins) expect(Math.abs(count / n - 0.1)).toBeLessThan(0.005);
  });

  it('draws normals with the first four moments of the normal distribution', () => {
    const random = createRandom(2);
    const n = 200_000;
    const moments = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = random.normal();
      moments.forEach((_, k) => {
        moments[k]! += x ** (k + 1) / n;
      });
    }
    [0, 1, 0, 3].forEach((expected, k) => {
      expect(Math.abs(moments[k]! - expected)).toBeLessThan(0.06);
    });
  });

  it('shuffles every order of three equally often, in typed arrays too', () => {
    const random = createRandom(3);
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const array = Uint8Array.of(0, 1, 2);
      random.shuffle(array);
      counts.set(array.join(), (counts.get(array.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('refuses a seed or a state that is none', () => {
    expect(() => createRandom(1.5)).toThrow(InputError);
    expect(() => createRandom(Number.NaN)).toThrow(/random-seed/);
    expect(() => restoreRandom([0, 0, 0, 0])).toThrow(/random-state/);
    expect(() => restoreRandom([1, 2, 3])).toThrow(/random-state/);
    expect(() => restoreRandom([1, 2, 3, -4])).toThrow(/random-state/);
  });
});
