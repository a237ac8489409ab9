import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chainContext } from '../../../src/speech/neural/chain-tree.js';
import { PairContext } from '../../../src/speech/neural/pair-context.js';
import { treeOfPairs } from '../../../src/speech/neural/pair-tree.js';

const P = 5;
const S = 7;

it('the tree of a table of senones says what the table says', () => {
  const senone = fc.integer({ min: 0, max: S - 1 });
  const table = fc.array(senone, { minLength: 2 * P * P, maxLength: 2 * P * P });
  fc.assert(
    fc.property(table, (senones) => {
      const own = Int32Array.from(senones);
      const tree = treeOfPairs(new PairContext(own, P, 0), P, S);
      expect(tree.senones).toBe(S);
      expect(PairContext.table(chainContext(tree), P)).toEqual(own);
    }),
  );
});
