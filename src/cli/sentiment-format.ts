/** How opinions are written: for people, for programs, for spreadsheets. */
import type { Opinion, OpinionExplanation, TokenContribution } from '../sentiment/opinion.js';

export const SENTIMENT_FORMATS = ['txt', 'json', 'csv'] as const;
export type SentimentFormat = (typeof SENTIMENT_FORMATS)[number];

/** The first line of csv. */
export const CSV_HEADER = 'text,label,score,stars\n';

/** Tokens named for each side in txt. */
const TOLD_TOKENS = 5;

/** A line, and in txt with an explanation a second one. */
export function formatOpinion(
  text: string,
  opinion: Opinion & Partial<OpinionExplanation>,
  format: SentimentFormat,
): string {
  const { label, score, stars, tokens, trajectory } = opinion;
  if (format === 'json') {
    const explanation = tokens && {
      tokens: tokens.map(({ token, contribution }) => ({ token, contribution: round(contribution) })),
      trajectory: trajectory?.map((point) => ({ ...point, score: round(point.score) })),
    };
    return `${JSON.stringify({ text, label, score: round(score), stars, ...explanation })}\n`;
  }
  if (format === 'csv') return `${[quote(text), label, round(score), stars].join(',')}\n`;
  const line = `${label}\t${score.toFixed(3)}\t${'★'.repeat(stars)}\t${text.replace(/\s+/gu, ' ')}\n`;
  return tokens ? `${line}${heaviest(tokens)}\n` : line;
}

/** `  + fine 0.81, cast 0.20   - slow −0.44` */
function heaviest(tokens: readonly TokenContribution[]): string {
  const sides = [1, -1].map((sign) => {
    const told = tokens
      .filter(({ contribution }) => sign * contribution >= 0.01)
      .sort((a, b) => sign * (b.contribution - a.contribution))
      .slice(0, TOLD_TOKENS)
      .map(({ token, contribution }) => `${token} ${contribution.toFixed(2)}`);
    return told.length === 0 ? '' : `  ${sign > 0 ? 'for' : 'against'}: ${told.join(', ')}`;
  });
  return sides.join('');
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}

/** RFC 4180. */
function quote(text: string): string {
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
