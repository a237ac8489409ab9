import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSentimentScorer } from '../../src/sentiment/open-scorer.js';
import { scoreReadings } from '../../src/sentiment/spoken.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';

const scorer = await openSentimentScorer(join(packageFolder(), 'models', 'sentiment-en'));
const GOOD = 'A WONDERFUL FILM';
const BAD = 'A TERRIBLE FILM';
const scoreOf = (text: string) => scorer.score([text])[0]!.score;

describe('scoreReadings', () => {
  it('is the mean of the readings by probability', () => {
    const readings = [
      { text: GOOD, logProbability: Math.log(0.3) },
      { text: BAD, logProbability: Math.log(0.1) },
    ];
    const expected = 0.75 * scoreOf(GOOD) + 0.25 * scoreOf(BAD);
    expect(scoreReadings(scorer, readings).score).toBeCloseTo(expected, 9);
  });

  it('hardly hears what is hardly likely, however small all probabilities are', () => {
    const readings = [
      { text: GOOD, logProbability: -2000 },
      { text: BAD, logProbability: -2050 },
    ];
    expect(scoreReadings(scorer, readings).score).toBeCloseTo(scoreOf(GOOD), 9);
  });

  it('is unsure of silence', () => {
    expect(scoreReadings(scorer, [])).toMatchObject({ label: 'unsure', score: 0.5, stars: 3 });
    expect(scoreReadings(scorer, [{ text: '', logProbability: 0 }])).toMatchObject({ score: 0.5 });
  });
});
