import { describe, expect, it } from 'vitest';
import { phonesInOrder } from '../../../../src/speech/neural/fine-tuning/align-clips.js';

const ids = new Map([
  ['SIL', 0],
  ['N', 1],
  ['OW', 2],
]);

function word(...phones: [phone: string, startSeconds: number, endSeconds: number][]) {
  const timed = phones.map(([phone, startSeconds, endSeconds]) => ({ phone, startSeconds, endSeconds }));
  return {
    word: '',
    startSeconds: timed[0]!.startSeconds,
    endSeconds: timed.at(-1)!.endSeconds,
    phones: timed,
  };
}

describe('phonesInOrder', () => {
  it('fills with silence what words leave', () => {
    const words = [
      word(['N', 0.09, 0.12], ['OW', 0.12, 0.3]),
      word(['OW', 0.3, 0.33]),
      word(['N', 0.6, 0.63]),
    ];
    const { phones, ends } = phonesInOrder(words, 66, ids);
    expect([...phones]).toEqual([0, 1, 2, 2, 0, 1, 0]);
    // Three states a phone, of which the last one's end is the phone's.
    expect([...ends].filter((_, k) => k % 3 === 2)).toEqual([9, 12, 30, 33, 60, 63, 66]);
  });

  it('adds none where there is none', () => {
    expect([...phonesInOrder([word(['N', 0, 0.03], ['OW', 0.03, 0.06])], 6, ids).phones]).toEqual([1, 2]);
  });
});
