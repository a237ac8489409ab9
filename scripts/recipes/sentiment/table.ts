/** One table: lexicons, single members and the whole model, on the same texts. */
import { accuracy } from '../../../src/sentiment/evaluation/metrics.js';
import type { VotedSet } from './votes.js';

/** A Markdown table of accuracies in per cent: a row for each voter, the model's own last. */
export function comparisonTable(
  sets: Readonly<Record<string, VotedSet>>,
  own: Readonly<Record<string, number>>,
): string {
  const names = Object.keys(sets);
  const percent = (share: number) => (100 * share).toFixed(1);
  const voters = Object.keys(Object.values(sets)[0]!.votes);
  const rows = voters.map((voter) => {
    const shares = Object.values(sets).map(({ texts, votes }) =>
      accuracy({
        scores: votes[voter]!.map((value) => Number(value >= 0)),
        labels: texts.map(({ label }) => label!),
      }),
    );
    return [voter, ...shares.map(percent)];
  });
  const head = ['', ...names];
  const last = ['**sentiment-en**', ...names.map((set) => percent(own[set]!))];
  return `${[head, head.map(() => '---'), ...rows, last].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
