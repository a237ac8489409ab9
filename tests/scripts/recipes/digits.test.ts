import { expect, it } from 'vitest';
import { manySpeakers } from '../../../scripts/recipes/digits.js';

const clip = (id: string, speaker: string) => ({ id, speaker, audio: `${id}.wav`, text: 'EIGHT' });

it('takes a clip of every speaker before a second of anyone', () => {
  const clips = [
    clip('a1', 'a'),
    clip('a2', 'a'),
    clip('a3', 'a'),
    clip('b1', 'b'),
    clip('c1', 'c'),
    clip('b2', 'b'),
  ];
  const ids = (most: number) => manySpeakers(clips, most).map(({ id }) => id);
  expect(ids(3)).toEqual(['a1', 'b1', 'c1']);
  expect(ids(4)).toEqual(['a1', 'b1', 'c1', 'a2']);
  expect(ids(9)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  expect(ids(0)).toEqual([]);
});
