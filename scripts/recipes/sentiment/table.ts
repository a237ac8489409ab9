/** One table: lexicons, single members and the whole model, on the same texts. */
import { accuracy } from '../../../src/sentiment/evaluation/metrics.js';
import type { VotedSet } from './votes.js';

/**
 * A Markdown table of accuracies in per cent: a row for each voter, the model's own last.
 * @param partial - voters that read only some texts: judged on these, or not at all where they are few
 */
export function comparisonTable(
  sets: Readonly<Record<string, VotedSet>>,
  own: Readonly<Record<string, number>>,
  partial: readonly string[],
): string {
  const names = Object.keys(sets);
  const percent = (share: number) => (100 * share).toFixed(1);
  const cell = ({ texts, votes }: VotedSet, voter: string): string => {
    const places = [...texts.keys()].filter((i) => !partial.includes(voter) || votes[voter]![i] !== 0);
    if (places.length < texts.length / 2) return '–';
    const scores = places.map((i) => Number(votes[voter]![i]! >= 0));
    return percent(accuracy({ scores, labels: places.map((i) => texts[i]!.label!) }));
  };
  const voters = Object.keys(Object.values(sets)[0]!.votes);
  const rows = voters.map((voter) => [voter, ...Object.values(sets).map((set) => cell(set, voter))]);
  const head = ['', ...names];
  const last = ['**sentiment-en**', ...names.map((set) => percent(own[set]!))];
  return `${[head, head.map(() => '---'), ...rows, last].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
