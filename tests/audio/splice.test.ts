/** Splicing on a case small enough to write down. */
import { expect, it } from 'vitest';
import { splice } from '../../src/audio/splice.js';

const features = { data: Float32Array.of(1, 10, 2, 20, 3, 30), frames: 3, dimensions: 2 };

it('joins neighbours oldest first and repeats the end frames', () => {
  const { data, frames, dimensions } = splice(features, 1);
  expect([frames, dimensions]).toEqual([3, 6]);
  expect([...data]).toEqual([1, 10, 1, 10, 2, 20, 1, 10, 2, 20, 3, 30, 2, 20, 3, 30, 3, 30]);
});

it('with no context is a copy', () => {
  expect(splice(features, 0)).toEqual(features);
});

it('accepts a context wider than the utterance', () => {
  expect([...splice({ data: Float32Array.of(7), frames: 1, dimensions: 1 }, 2).data]).toEqual([
    7, 7, 7, 7, 7,
  ]);
});

it('refuses a fractional context', () => {
  expect(() => splice(features, 0.5)).toThrow('context 0.5');
});
