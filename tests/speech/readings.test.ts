/** Other readings of a clip, from lattices of small random searches. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Decoder } from '../../src/decode/decoder.js';
import { nBest } from '../../src/decode/nbest.js';
import { readings } from '../../src/speech/readings.js';
import { anyAutomaton, anyNetwork, anyScores, EXHAUSTIVE, WEIGHTS } from '../decode/small-networks.js';

it('puts what was heard first, and behind it the likeliest sentences in falling probability', () => {
  let outOfOrder = 0;
  fc.assert(
    fc.property(anyNetwork, anyAutomaton, anyScores(1, 5), (network, automaton, scores) => {
      const result = new Decoder(network, automaton, { ...EXHAUSTIVE, ...WEIGHTS }).decode(scores);
      const bestPaths = nBest(result.lattice, 20, 0.3).map(({ logPosterior }) => logPosterior);
      const [heard, ...others] = readings(result, 20, 0.3);
      expect(heard!.text).toBe(result.words.map(({ word }) => word).join(' '));
      const logs = others.map(({ logProbability }) => logProbability);
      expect(logs).toEqual([...logs].sort((a, b) => b - a));
      expect(others.map(({ text }) => text)).not.toContain(heard!.text);
      if (bestPaths.slice(2).some((log, i) => log > bestPaths[i + 1]!)) outOfOrder++;
    }),
    { numRuns: 300, seed: 7 },
  );
  // Otherwise the lattices were too small to tell.
  expect(outOfOrder).toBeGreaterThan(0);
});
