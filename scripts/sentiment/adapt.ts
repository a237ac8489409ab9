/**
 * Corrections learnt on top of a model: customer reviews of cameras and phones, which it has never seen, teach it; what
 * it knew of films, and the customer reviews it was not taught, are measured before and after.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../../src/random.js';
import { type PolarText, polarTexts } from '../../src/sentiment/corpus/hold-out-texts.js';
import { readPinnedReviews, readPinnedTrees } from '../../src/sentiment/corpus/pinned-reviews.js';
import { readLabelledTexts } from '../../src/sentiment/corpus/read-texts.js';
import { evaluateSentiment } from '../../src/sentiment/evaluation/evaluate.js';
import { openSentimentScorer } from '../../src/sentiment/open-scorer.js';
import { trainSentiment } from '../../src/sentiment/train-sentiment.js';
import { corporaFolder } from '../../src/speech/corpus/locations.js';

/** How many of the texts that the model gets wrong are given as corrections; Infinity is every text, right or wrong. */
const COUNTS = [5, 20, 100, Number.POSITIVE_INFINITY];
const TAUGHT_SHARE = 0.5;
const FILMS = 500;

export async function measureAdaptation(model: string): Promise<string> {
  const customers = polarTexts(await readLabelledTexts(join(corporaFolder(), 'sst', 'custrev.all')));
  createRandom(1).shuffle(customers);
  const cut = Math.round(TAUGHT_SHARE * customers.length);
  const [taught, asked] = [customers.slice(0, cut), customers.slice(cut)];
  const sets: [string, PolarText[]][] = [
    ['customer reviews not taught', asked],
    ['film reviews', polarTexts(readPinnedReviews('imdb-dev').filter((_, i) => i % (2500 / FILMS) === 0))],
    ['film sentences', polarTexts(readPinnedTrees('sst-tune').map(([sentence]) => sentence!))],
  ];
  const lines: string[] = [];
  const measure = async (folder: string, name: string) => {
    using scorer = await openSentimentScorer(folder);
    const figures = sets.map(([set, texts]) => {
      const { accuracy } = evaluateSentiment(scorer, texts, { resamples: 1 }).evaluation;
      return `${set} ${(100 * accuracy).toFixed(1)} %`;
    });
    lines.push(`${name}: ${figures.join(', ')}\n`);
  };
  await measure(model, 'before');
  const out = mkdtempSync(join(tmpdir(), 'utterly-adapt-'));
  try {
    using scorer = await openSentimentScorer(model);
    const { judged } = evaluateSentiment(scorer, taught, { resamples: 1 });
    const wrong = judged.filter(({ label, opinion }) => opinion.score >= 0.5 !== (label === 1));
    for (const count of COUNTS) {
      const texts = count === Number.POSITIVE_INFINITY ? taught : wrong.slice(0, count);
      const folder = join(out, String(count));
      const description = { name: 'adapted', description: '', data: '', licence: '', command: '' };
      await trainSentiment({ description, texts, from: model, out: folder });
      await measure(folder, `after ${texts.length} texts`);
    }
  } finally {
    rmSync(out, { recursive: true });
  }
  return lines.join('');
}
