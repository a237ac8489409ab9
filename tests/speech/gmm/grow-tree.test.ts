import { describe, expect, it } from 'vitest';
import { TreeContext } from '../../../src/speech/gmm/context-tree.js';
import {
  clusterPhones,
  gaussianLogLikelihood,
  growTree,
  type Moments,
  type TriphoneStats,
} from '../../../src/speech/gmm/grow-tree.js';

const FLOOR = new Float64Array([0.01]);

/** Moments of `count` frames with the given mean and variance, one dimension. */
function moments(mean: number, count = 500, variance = 1): Moments {
  const second = count * (variance + mean * mean);
  return { count, sum: new Float64Array([count * mean]), sumSquares: new Float64Array([second]) };
}

describe('gaussianLogLikelihood', () => {
  it('is −n/2 log σ² up to a constant', () => {
    expect(gaussianLogLikelihood(moments(7, 100, Math.E), FLOOR)).toBeCloseTo(-50);
    expect(gaussianLogLikelihood(moments(0, 0), FLOOR)).toBe(0);
  });
});

describe('growTree', () => {
  // Phone 1 between lefts 2, 3, 4 and rights 2, 3: its mean depends on whether the left one is 2, strongly, and on
  // the right one, weakly.
  const stats: TriphoneStats[] = [];
  for (const left of [2, 3, 4]) {
    for (const right of [2, 3]) {
      for (let position = 0; position < 3; position++) {
        stats.push({
          left,
          phone: 1,
          right,
          position,
          ...moments((left === 2 ? 6 : 0) + (right === 2 ? 1 : 0)),
        });
      }
    }
  }
  const questions = [[2], [3], [4], [2, 3]];
  const options = { minFrames: 100, varianceFloor: FLOOR };

  it('splits where the data differ most, first', () => {
    // Roots: 5 phones × 3 states = 15 leaves; three more splits, one for each state of phone 1.
    const tree = growTree(stats, questions, 5, 0, 3, { ...options, senones: 18 });
    expect(tree.senones).toBe(18);
    for (const root of tree.roots[1]!) expect(root).toMatchObject({ side: 'left', phones: [2] });
    const context = new TreeContext(tree, new Float32Array(18));
    expect(context.senones(2, 1, 2)).toEqual(context.senones(2, 1, 3));
    expect(context.senones(3, 1, 2)).toEqual(context.senones(4, 1, 2));
    expect(context.senones(2, 1, 2)).not.toEqual(context.senones(3, 1, 2));
  });

  it('goes on to the weaker difference, and stops when data or gains run out', () => {
    const tree = growTree(stats, questions, 5, 0, 3, { ...options, senones: 1000 });
    const context = new TreeContext(tree, new Float32Array(tree.senones));
    expect(context.senones(3, 1, 2)).not.toEqual(context.senones(3, 1, 3));
    const coarse = growTree(stats, questions, 5, 0, 3, { ...options, minFrames: 2000, senones: 1000 });
    expect(coarse.senones).toBe(15);
  });

  it('numbers every senone once', () => {
    const tree = growTree(stats, questions, 5, 0, 3, { ...options, senones: 25 });
    const seen: number[] = [];
    const collect = (node: (typeof tree.roots)[number][number]): void => {
      if ('senone' in node) seen.push(node.senone);
      else {
        collect(node.yes);
        collect(node.no);
      }
    };
    for (const root of tree.roots.flat()) collect(root);
    expect(seen.sort((a, b) => a - b)).toEqual([...Array(tree.senones).keys()]);
  });
});

describe('clusterPhones', () => {
  it('puts like phones together before unlike ones', () => {
    const questions = clusterPhones([moments(0), moments(10), moments(0.2), moments(9.5)], FLOOR);
    expect(questions).toContainEqual([0, 2]);
    expect(questions).toContainEqual([1, 3]);
    expect(questions).not.toContainEqual([0, 1]);
    for (const phone of [0, 1, 2, 3]) expect(questions).toContainEqual([phone]);
  });
});
