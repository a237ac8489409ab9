import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import {
  calibrationBins,
  calibrationInterval,
  expectedCalibrationError,
  type WordTrial,
  wordTrials,
} from '../../../src/speech/evaluation/calibration.js';
import { scoreUtterance } from '../../../src/speech/evaluation/utterance-score.js';

const trial = (confidence: number, right: boolean, utterance = 'u'): WordTrial => ({
  ...{ confidence, right, utterance },
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
      reference: 'GO TO WORK',
      hypothesis: 'GO THE TO WALK',
    });
    const words = [0.9, 0.3, 0.8, 0.4].map((confidence) => ({ confidence }));
    const trials = wordTrials(score, { words } as never);
    expect(trials.map(({ right }) => right)).toEqual([true, false, true, false]);
    expect(trials[1]).toEqual({ confidence: 0.3, right: false, utterance: 'a' });
  });

  it('is the closed form on four words', () => {
    const trials = [trial(0.95, true), trial(0.95, false), trial(0.15, false), trial(1, true)];
    // Bin 9: three words, mean confidence 2.9 / 3, two right; bin 1: one word, none right.
    expect(expectedCalibrationError(trials)).toBeCloseTo((2.9 - 2 + 0.15) / 4, 12);
    expect(calibrationBins(trials)[9]).toMatchObject({ words: 3, right: 2 / 3 });
    expect(calibrationInterval([trial(1, true)])).toEqual([0, 0]);
  });

  it('finds words that are too sure by as much as they are', () => {
    const trials = tooSure(4000, 2);
    expect(expectedCalibrationError(trials)).toBeCloseTo(1 / 6, 1); // ∫ x − x²
    const [low, high] = calibrationInterval(trials, { resamples: 200 });
    expect(low).toBeLessThan(1 / 6);
    expect(high).toBeGreaterThan(1 / 6);
    expect(high - low).toBeLessThan(0.05);
  });
});
