import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { mappedConfidence } from '../../../src/speech/confidence.js';
import {
  calibrationBins,
  calibrationInterval,
  expectedCalibrationError,
  fitConfidence,
  splitSpeakers,
  type WordTrial,
  wordTrials,
} from '../../../src/speech/evaluation/calibration.js';
import { scoreUtterance } from '../../../src/speech/evaluation/utterance-score.js';

const trial = (confidence: number, right: boolean, utterance = 'u', speaker = 's'): WordTrial => ({
  ...{ confidence, right, utterance, speaker },
});

/** Words that are right with probability confidence². */
function tooSure(count: number, seed: number): WordTrial[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const confidence = random.next();
    return trial(confidence, random.next() < confidence ** 2, `u${i % 40}`);
  });
}

describe('calibration', () => {
  it('tells a word said from one that was not', () => {
    const score = scoreUtterance({
      id: 'a',
      speaker: 'b',
      reference: 'GO TO WORK',
      hypothesis: 'GO THE TO WALK',
    });
    const words = [0.9, 0.3, 0.8, 0.4].map((confidence) => ({ confidence }));
    const trials = wordTrials(score, { words } as never);
    expect(trials.map(({ right }) => right)).toEqual([true, false, true, false]);
    expect(trials[1]).toEqual({ confidence: 0.3, right: false, utterance: 'a', speaker: 'b' });
  });

  it('is the closed form on four words', () => {
    const trials = [trial(0.95, true), trial(0.95, false), trial(0.15, false), trial(1, true)];
    // Bin 9: three words, mean confidence 2.9 / 3, two right; bin 1: one word, none right.
    expect(expectedCalibrationError(trials)).toBeCloseTo((2.9 - 2 + 0.15) / 4, 12);
    expect(calibrationBins(trials)[9]).toMatchObject({ words: 3, right: 2 / 3 });
    expect(calibrationInterval([trial(1, true)])).toEqual([0, 0]);
  });

  it('is mended on words that were not fitted', () => {
    const unseen = tooSure(4000, 2);
    const map = fitConfidence(tooSure(4000, 1));
    expect(expectedCalibrationError(unseen)).toBeGreaterThan(0.14); // ∫ x − x² = 1 / 6
    const mended = unseen.map((t) => ({ ...t, confidence: mappedConfidence(map, t.confidence) }));
    expect(expectedCalibrationError(mended)).toBeLessThan(0.03);
    expect(mappedConfidence(map, 0.7)).toBeCloseTo(0.49, 1);
    const [low, high] = calibrationInterval(mended, { resamples: 200 });
    expect(low).toBeLessThan(high);
    expect(high).toBeLessThan(0.05);
  });

  it('never falls, and keeps the share of right words', () => {
    const words = fc.array(
      fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), right: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(
        words,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, a, b) => {
          const map = fitConfidence(
            list.map(({ confidence, right }) => trial(confidence, right)),
            5,
          );
          const [low, high] = [Math.min(a, b), Math.max(a, b)].map((x) => mappedConfidence(map, x));
          expect(low).toBeLessThanOrEqual(high!);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
        },
      ),
    );
    const all = fitConfidence([trial(0.2, true), trial(0.5, false), trial(0.9, true), trial(0.95, false)], 4);
    expect(all).toEqual({ posterior: [0.6375], probability: [0.5] });
  });

  it('keeps speakers apart', () => {
    const trials = ['x', 'y', 'x', 'z'].map((speaker) => trial(0.5, true, 'u', speaker));
    const { fitted, measured } = splitSpeakers(trials);
    expect(fitted.map(({ speaker }) => speaker)).toEqual(['x', 'x', 'z']);
    expect(measured.map(({ speaker }) => speaker)).toEqual(['y']);
  });
});
