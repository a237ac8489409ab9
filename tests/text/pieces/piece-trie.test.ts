import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PieceTrie } from '../../../src/text/pieces/piece-trie.js';

it('has one node for every distinct beginning, and the way back from each spells it', () => {
  const sequences = fc.array(fc.array(fc.nat(3), { maxLength: 6 }), { maxLength: 12 });
  fc.assert(
    fc.property(sequences, (all) => {
      const trie = new PieceTrie();
      const ends = all.map((ids) => ids.reduce((node, id) => trie.child(node, id), 0));
      const beginnings = new Set(all.flatMap((ids) => ids.map((_, i) => ids.slice(0, i + 1).join())));
      expect(trie.nodes).toBe(beginnings.size + 1);
      ends.forEach((end, s) => {
        const spelled: number[] = [];
        for (let node = end; node > 0; node = trie.parent[node]!) spelled.unshift(trie.id[node]!);
        expect(spelled).toEqual(all[s]);
      });
    }),
  );
});
