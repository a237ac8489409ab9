/** The shipped card of speech-en is what its recipe writes, word for word: figures are taken out of it and put back. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { englishCard } from '../../../scripts/recipes/librispeech-card.js';

const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();

it('is written by the recipe', () => {
  const shipped = flat(readFileSync('models/speech-en/CARD.md', 'utf8'));
  const figures = (pattern: RegExp): number[] =>
    (pattern.exec(shipped) ?? []).slice(1).map((figure) => Number(figure.replaceAll(',', '')));
  const [wer, low, high, errors, words, utterances, realTimeFactor] = figures(
    /word error rate ([\d.]+) % \(95 %: ([\d.]+) to ([\d.]+)\), ([\d,]+) errors in ([\d,]+) words, (\d+) utterances, real-time factor ([\d.]+)/,
  ) as [number, number, number, number, number, number, number];
  const [heard, clips, error, ...interval] = figures(
    /error of the ([\d,]+) words heard in (\d+) clips of that list ([\d.]+) \(95 %: ([\d.]+) to ([\d.]+)\)/,
  ) as [number, number, number, number, number];
  const [ngram, recurrent, share, mixture] = figures(
    /4-gram (\d+), recurrent (\d+), mixed \(([\d.]+) of the recurrent one\) (\d+)/,
  ) as [number, number, number, number];
  expect(errors / words).toBeCloseTo(wer / 100, 4);
  const evaluation = {
    ...{
      wer: wer / 100,
      ci95: [low / 100, high / 100] as [number, number],
      words,
      utterances,
      realTimeFactor,
    },
    ...{ substitutions: errors, insertions: 0, deletions: 0, cer: 0, ser: 0 },
  };
  const written = englishCard({
    evaluation,
    calibration: { words: heard, clips, error, interval },
    perplexities: { ngram, recurrent, mixture, share },
    isOfFormerSchedule: true,
  });
  expect(flat(written)).toBe(shipped);
});
