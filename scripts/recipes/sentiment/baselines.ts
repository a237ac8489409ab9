/** What everybody has: scorers from lexicons, measured beside the model's members. */
import { createRequire } from 'node:module';
import { tokenize } from '../../../src/text/review/tokens.js';
import type { Voter } from './votes.js';

/** Text → a number, above zero where it is for what it speaks of. */
type Baseline = (text: string) => number;

const require = createRequire(import.meta.url);

/** Mean of AFINN's word scores as natural's analyzer takes it. */
function afinn(): Baseline {
  const { SentimentAnalyzer } = require('natural/lib/natural/sentiment/index.js') as {
    SentimentAnalyzer: new (
      language: string,
      stemmer: undefined,
      vocabulary: string,
    ) => { getSentiment(words: string[]): number };
  };
  const analyzer = new SentimentAnalyzer('English', undefined, 'afinn');
  return (text) => {
    const words = tokenize(text).map(({ form }) => form);
    return words.length === 0 ? 0 : analyzer.getSentiment(words);
  };
}

/** VADER's compound score of the whole text. */
function vader(): Baseline {
  const { SentimentIntensityAnalyzer } = require('vader-sentiment') as {
    SentimentIntensityAnalyzer: { polarity_scores(text: string): { compound: number } };
  };
  return (text) => SentimentIntensityAnalyzer.polarity_scores(text).compound;
}

export function lexiconBaselines(): Voter[] {
  const voter = (name: string, baseline: Baseline): Voter => ({
    ...{ name, key: 'lexicon', isMember: false },
    vote: (texts) => texts.map(baseline),
  });
  return [voter("natural's AFINN", afinn()), voter('VADER', vader())];
}
