import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PieceTrie } from '../../../src/text/pieces/piece-trie.js';

const sequences = fc.array(fc.array(fc.nat(3), { maxLength: 6 }), { maxLength: 12 });

it('has one node for every distinct beginning, and each path spells its sequence', () => {
  fc.assert(
    fc.property(sequences, (all) => {
      const trie = new PieceTrie();
      const paths = all.map((ids) => trie.add(ids));
      const beginnings = new Set(all.flatMap((ids) => ids.map((_, i) => ids.slice(0, i + 1).join())));
      expect(trie.nodes).toBe(beginnings.size + 1);
      paths.forEach((path, s) => {
        expect([...path].map((node) => trie.id[node])).toEqual(all[s]);
        path.forEach((node, i) => {
          expect(trie.depth[node]).toBe(i + 1);
          expect(trie.parent[node]).toBe(i === 0 ? 0 : path[i - 1]);
          if (i + 1 < path.length) expect(trie.goesOn[node]).toBe(true);
        });
      });
    }),
  );
});

it('lists every node once, by depth', () => {
  fc.assert(
    fc.property(sequences, (all) => {
      const trie = new PieceTrie();
      for (const ids of all) trie.add(ids);
      const levels = trie.levels();
      expect(levels.flat().sort((a, b) => a - b)).toEqual([...Array(trie.nodes).keys()]);
      levels.forEach((nodes, depth) => {
        for (const node of nodes) expect(trie.depth[node]).toBe(depth);
      });
    }),
  );
});
