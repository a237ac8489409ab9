import { describe, expect, it } from 'vitest';
import { parseTree, parseTrees } from '../../../src/sentiment/corpus/treebank.js';

describe('a tree', () => {
  it('gives a phrase for each node, the sentence first', () => {
    const phrases = parseTree("(3 (2 It) (4 (2 (2 is) (1 n't)) (4 bad)))", 't/0');
    expect(phrases.map(({ id, text, words, stars, label }) => [id, text, words, stars, label])).toEqual([
      ['t/0', "It is n't bad", 4, 4, 1],
      ['t/0:1', 'It', 1, 3, undefined],
      ['t/0:2', "is n't bad", 3, 5, 1],
      ['t/0:3', "is n't", 2, 3, undefined],
      ['t/0:4', 'is', 1, 3, undefined],
      ['t/0:5', "n't", 1, 2, 0],
      ['t/0:6', 'bad', 1, 5, 1],
    ]);
  });

  it.each(['(3 (2 a) (4 b)', '(3 a))', '', '(7 a)'])('%j is none', (line) => {
    expect(() => parseTree(line, 't/0')).toThrow('corpus-bad-line');
  });

  it('stands on a line', () => {
    expect(parseTrees('(2 a)\n(3 b)\n', 'x').map(([sentence]) => sentence!.id)).toEqual(['x/0', 'x/1']);
  });
});
