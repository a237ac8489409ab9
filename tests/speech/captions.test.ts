import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSrt, formatVtt, makeCaptions } from '../../src/speech/captions.js';

interface Spoken {
  word: string;
  pause: number;
  length: number;
}

/** Sets words one after the other. */
function place(spoken: readonly Spoken[]) {
  let at = 0;
  return spoken.map(({ word, pause, length }) => {
    const startSeconds = at + pause;
    at = startSeconds + length;
    return { word, startSeconds, endSeconds: at };
  });
}

const speech = fc.array(
  fc.record({
    word: fc.integer({ min: 1, max: 14 }).map((length) => 'W'.repeat(length)),
    pause: fc.double({ min: 0, max: 1.5, noNaN: true }),
    length: fc.double({ min: 0.05, max: 1, noNaN: true }),
  }),
  { maxLength: 120 },
);

describe('makeCaptions', () => {
  it('keeps every word in order, within 7 s, two lines and 42 characters', () => {
    fc.assert(
      fc.property(speech, (spoken) => {
        const words = place(spoken);
        const captions = makeCaptions(words);
        expect(
          captions
            .flatMap(({ lines }) => lines.join(' ').split(' '))
            .join(' ')
            .trim(),
        ).toBe(words.map(({ word }) => word).join(' '));
        for (const { startSeconds, endSeconds, lines } of captions) {
          expect(endSeconds - startSeconds).toBeLessThanOrEqual(7);
          expect(lines.length).toBeLessThanOrEqual(2);
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(42);
        }
        for (let i = 1; i < captions.length; i++) {
          expect(captions[i]!.startSeconds).toBeGreaterThanOrEqual(captions[i - 1]!.endSeconds);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('cuts at a long pause, else in the middle, leaving no orphan', () => {
    const even = (count: number) =>
      Array.from({ length: count }, () => ({ word: 'ABCDEFG', pause: 0, length: 0.3 }));
    const paused = place([...even(3), { word: 'LATER', pause: 1.2, length: 0.5 }]);
    expect(makeCaptions(paused).map(({ lines }) => lines)).toEqual([['ABCDEFG ABCDEFG ABCDEFG'], ['LATER']]);
    const long = makeCaptions(place(even(12)));
    expect(long.map(({ lines }) => lines.join(' ').split(' ').length)).toEqual([6, 6]);
  });

  it('shows a single endless word whole', () => {
    const word = 'A'.repeat(100);
    expect(makeCaptions([{ word, startSeconds: 0, endSeconds: 9 }])).toEqual([
      { startSeconds: 0, endSeconds: 9, lines: [word] },
    ]);
  });

  it('makes nothing of silence', () => {
    expect(makeCaptions([])).toEqual([]);
    expect(formatSrt([])).toBe('');
    expect(formatVtt([])).toBe('WEBVTT\n');
  });
});

describe('caption formats', () => {
  const captions = [
    { startSeconds: 0.0004, endSeconds: 59.9996, lines: ['A & B', '<C>'] },
    { startSeconds: 3661.5, endSeconds: 3662, lines: ['D'] },
  ];

  it('carries milliseconds over into seconds, minutes and hours', () => {
    expect(formatSrt(captions)).toBe(
      '1\n00:00:00,000 --> 00:01:00,000\nA & B\n<C>\n\n2\n01:01:01,500 --> 01:01:02,000\nD\n\n',
    );
  });

  it('escapes markup in WebVTT', () => {
    expect(formatVtt(captions)).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:01:00.000\nA &amp; B\n&lt;C&gt;\n\n01:01:01.500 --> 01:01:02.000\nD\n',
    );
  });
});
