import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unigramLookahead } from '../../src/decode/lookahead.js';
import { NO_WORD } from '../../src/decode/network.js';
import { anyNetwork } from './small-networks.js';

describe('unigramLookahead', () => {
  it('is the best of the words, or the end, that can come next', () => {
    const unigram = [-3, -1, -2];
    fc.assert(
      fc.property(anyNetwork, (network) => {
        const lookahead = unigramLookahead(network, unigram, -1.5);
        for (let n = 0; n < network.nodes; n++) {
          const next = new Set<number>();
          const seen = new Set([n]);
          for (const node of seen) {
            if (node === network.end) next.add(-1.5);
            for (let a = network.arcStart[node]!; a < network.arcStart[node + 1]!; a++) {
              const word = network.arcWord[a]!;
              if (word === NO_WORD) seen.add(network.arcTarget[a]!);
              else next.add(unigram[word]!);
            }
          }
          expect(lookahead[n]).toBe(next.size > 0 ? Math.max(...next) : 0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
