/** One table: lexicons, single members and the whole model, on the same texts. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PolarText } from '../../../src/sentiment/corpus/hold-out-texts.js';
import { accuracy } from '../../../src/sentiment/evaluation/metrics.js';
import type { ScorerMember } from '../../../src/sentiment/member.js';
import { openNbSvm } from '../../../src/sentiment/nb-svm/nb-svm.js';
import { openRecurrentScorer } from '../../../src/sentiment/neural/open-recurrent-scorer.js';
import { tokenize } from '../../../src/text/review/tokens.js';
import { lexiconBaselines } from './baselines.js';
import type { LinearMember } from './members.js';

const BATCH = 32;

/** A row's name and its opinion of texts, above or at zero where it is for. */
interface Row {
  name: string;
  judge(texts: readonly string[]): ArrayLike<number>;
}

/** Rows below the model's own: a Markdown table of accuracies, in per cent. */
export async function comparisonTable(
  sets: Readonly<Record<string, readonly PolarText[]>>,
  {
    linear,
    recurrent,
    plainLstm,
  }: { linear: readonly LinearMember[]; recurrent: readonly string[]; plainLstm: string },
  whole: Readonly<Record<string, number>>,
): Promise<string> {
  const rows: Row[] = Object.entries(lexiconBaselines()).map(([name, baseline]) => ({
    name,
    judge: (texts) => texts.map(baseline),
  }));
  const add = (name: string, member: ScorerMember) =>
    rows.push({ name, judge: (texts) => member.logits(texts.map(tokenize)) });
  for (const { path, model } of linear) add(`NB-SVM, ${path.replace(/\.bin$/u, '')}`, openNbSvm(model, path));
  if (existsSync(join(plainLstm, 'model.json'))) add('plain LSTM', await openRecurrentScorer(plainLstm));
  for (const folder of recurrent) add('recurrent, pre-trained', await openRecurrentScorer(folder));
  const names = Object.keys(sets);
  const percent = (share: number) => (100 * share).toFixed(1);
  const lines = rows.map(({ name, judge }) => {
    const shares = names.map((set) => {
      const texts = sets[set]!;
      const scores: number[] = [];
      for (let at = 0; at < texts.length; at += BATCH) {
        const values = judge(texts.slice(at, at + BATCH).map(({ text }) => text));
        scores.push(...Array.from(values, (value) => (value >= 0 ? 1 : 0)));
      }
      return percent(accuracy({ scores, labels: texts.map(({ label }) => label) }));
    });
    return `| ${[name, ...shares].join(' | ')} |`;
  });
  const own = `| ${['**sentiment-en**', ...names.map((set) => percent(whole[set]!))].join(' | ')} |`;
  const head = [`| ${['', ...names].join(' | ')} |`, `|${' --- |'.repeat(names.length + 1)}`];
  return `${[...head, ...lines, own].join('\n')}\n`;
}
