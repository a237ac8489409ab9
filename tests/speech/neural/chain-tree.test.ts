import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import type { TreeNode } from '../../../src/speech/gmm/context-tree.js';
import {
  chainContext,
  growChainTree,
  type SegmentedFeatures,
} from '../../../src/speech/neural/chain-tree.js';
import { senoneLogPriors } from '../../../src/speech/neural/make-targets.js';

/** Phones 1, 2, 3 in random order, two frames of scores each; the first one of phone 3 depends on what is left of it. */
function utterance(seed: number, length: number): SegmentedFeatures {
  const random = createRandom(seed);
  const phones = Int16Array.from({ length }, () => 1 + random.int(3));
  const frames = length * 6;
  const data = new Float32Array(frames * 40);
  for (let t = 0; t < frames; t++) {
    const k = Math.floor(t / 6);
    const afterTwo = k > 0 && phones[k - 1] === 2 && phones[k] === 3 && t % 6 < 3;
    data[t * 40] = 5 * phones[k]! + (afterTwo ? 20 : 0) + random.normal();
    for (let d = 1; d < 40; d++) data[t * 40 + d] = random.normal();
  }
  const ends = Int32Array.from({ length }, (_, k) => 2 * (k + 1));
  return { features: { data, frames, dimensions: 40 }, segments: { phones, ends } };
}

describe('growChainTree', () => {
  const utterances = [utterance(1, 300), utterance(2, 300)];
  const options = { phones: 4, silence: 0, minFrames: 5 };

  it('splits first where the left neighbour matters most, and asks about nothing else', () => {
    const tree = growChainTree(utterances, { ...options, senones: 9 });
    expect(tree.senones).toBe(9);
    const context = chainContext(tree);
    expect(context.topology).toBe('chain');
    expect(context.senones(2, 3, 0)[0]).not.toBe(context.senones(1, 3, 0)[0]);
    const big = growChainTree(utterances, { ...options, senones: 100 });
    const sides = (node: TreeNode): string[] =>
      'senone' in node ? [] : [node.side, ...sides(node.yes), ...sides(node.no)];
    const asked = big.roots.flat().flatMap(sides);
    expect(asked.length).toBe(big.senones - 8);
    expect(new Set(asked)).toEqual(new Set(['left']));
  });

  it('gives priors that add up to one', () => {
    const tree = growChainTree(utterances, { ...options, senones: 20 });
    const priors = senoneLogPriors(
      utterances.map(({ segments }) => segments),
      tree,
    );
    expect(priors.reduce((sum, prior) => sum + Math.exp(prior), 0)).toBeCloseTo(1, 5);
    const frames = 1200 + tree.senones;
    // Silence never occurs: one frame by courtesy.
    expect(priors[chainContext(tree).senones(0, 0, 0)[0]!]).toBeCloseTo(Math.log(1 / frames), 5);
  });
});
