import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PhoneAlignment } from '../../../src/speech/gmm/phone-alignment.js';
import { drawPhrases } from '../../../src/speech/neural/phrases.js';

/** Each phone with its frames, a third of them to each state, the rest to the last. */
function aligned(segments: readonly (readonly [phone: number, frames: number])[]): PhoneAlignment {
  let now = 0;
  const ends = segments.flatMap(([, frames]) => {
    const third = Math.floor(frames / 3);
    now += frames;
    return [now - frames + third, now - frames + 2 * third, now];
  });
  return { phones: Int16Array.from(segments, ([phone]) => phone), ends: Int32Array.from(ends) };
}

describe('drawPhrases', () => {
  it('cuts what lies between two pauses, with some of both', () => {
    const alignment = aligned([
      [0, 10],
      [3, 300],
      [0, 30],
      [5, 15],
      [0, 4],
      [6, 15],
      [0, 20],
      [4, 10],
    ]);
    const [phrase, ...others] = drawPhrases([undefined, alignment]);
    expect(others).toEqual([]);
    // The first is too long, the last too short; four frames are no pause.
    expect([...phrase!.alignment.phones]).toEqual([0, 5, 0, 6, 0]);
    expect(phrase!.utterance).toBe(1);
    expect(phrase!.from).toBeGreaterThanOrEqual(340 - 15);
    expect(phrase!.from).toBeLessThan(340);
    expect(phrase!.to).toBeGreaterThan(374);
    expect(phrase!.to).toBeLessThanOrEqual(384);
    const margin = 340 - phrase!.from;
    const ends = [...phrase!.alignment.ends].filter((_, state) => state % 3 === 2);
    expect(ends).toEqual([margin, margin + 15, margin + 19, margin + 34, phrase!.to - phrase!.from]);
  });

  it('finds none in silence and none without a pause in a long sentence', () => {
    expect(drawPhrases([aligned([[0, 50]]), aligned([[2, 400]])])).toEqual([]);
  });

  it('takes a short utterance without pauses whole', () => {
    const alignment = aligned([
      [2, 20],
      [3, 30],
    ]);
    expect(drawPhrases([alignment])).toEqual([{ utterance: 0, from: 0, to: 50, alignment }]);
  });

  it('keeps the phones of any alignment where they are', () => {
    const segment = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 3, max: 120 }));
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 12 }), (segments) => {
        const whole = aligned(segments);
        for (const { from, to, alignment } of drawPhrases([whole])) {
          expect(alignment.ends.length).toBe(3 * alignment.phones.length);
          expect(alignment.ends.at(-1)).toBe(to - from);
          const phoneAt = ({ phones, ends }: PhoneAlignment, frame: number): number =>
            phones[Math.floor(ends.findIndex((end) => end > frame) / 3)]!;
          for (let frame = from; frame < to; frame++) {
            expect(phoneAt(alignment, frame - from)).toBe(phoneAt(whole, frame));
          }
        }
      }),
    );
  });
});
