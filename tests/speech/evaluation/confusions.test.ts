import { expect, it } from 'vitest';
import { alignPhones, countConfusions, NOTHING } from '../../../src/speech/evaluation/confusions.js';
import { alignTokens } from '../../../src/speech/evaluation/edit-alignment.js';

const SOUNDS: Record<string, string[]> = { SEE: ['S', 'IY'], SEEN: ['S', 'IY', 'N'], KNEE: ['N', 'IY'] };

it('counts what is taken for what, the most frequent first', () => {
  const pairs = [
    ...alignTokens(['SEE', 'KNEE', 'SEE'], ['SEEN', 'KNEE', 'SEEN']),
    ...alignTokens(['KNEE'], []),
    ...alignTokens([], ['SEE']),
  ];
  expect(countConfusions(pairs, 2)).toEqual([
    { said: 'SEE', heard: 'SEEN', count: 2 },
    { said: 'KNEE', heard: NOTHING, count: 1 },
  ]);
});

it('finds the phones behind it', () => {
  const pairs = alignPhones(alignTokens(['SEE', 'KNEE'], ['SEEN', 'ZZZ']), (word) => SOUNDS[word] ?? []);
  // S IY N IY beside S IY N
  expect(countConfusions(pairs, 9)).toEqual([{ said: 'IY', heard: NOTHING, count: 1 }]);
});
