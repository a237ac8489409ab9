/** Evaluation for human eyes: summary, table of speakers, worst utterances aligned word by word. */
import type { SpeechEvaluation } from './evaluation.js';
import type { UtteranceScore } from './utterance-score.js';

/** The counts of one speaker. */
export interface SpeakerScore {
  speaker: string;
  utterances: number;
  words: number;
  errors: number;
  /** errors / words; 0 when the speaker said no word and none was heard. */
  wer: number;
}

/** One row a speaker, the worst first; utterances without a speaker are left out. */
export function scoreSpeakers(scores: readonly UtteranceScore[]): SpeakerScore[] {
  const rows = new Map<string, SpeakerScore>();
  for (const { speaker, words, errors } of scores) {
    if (speaker === undefined) continue;
    const row = rows.get(speaker) ?? { speaker, utterances: 0, words: 0, errors: 0, wer: 0 };
    row.utterances += 1;
    row.words += words;
    row.errors += errors;
    row.wer = rate(row.errors, row.words);
    rows.set(speaker, row);
  }
  return [...rows.values()].sort((a, b) => b.wer - a.wer || (a.speaker < b.speaker ? -1 : 1));
}

/** Up to `count` utterances with errors, most errors first, then highest rate. */
export function worstUtterances(scores: readonly UtteranceScore[], count: number): UtteranceScore[] {
  return scores
    .filter((score) => score.errors > 0)
    .sort((a, b) => b.errors - a.errors || rate(b.errors, b.words) - rate(a.errors, a.words))
    .slice(0, count);
}

/**
 * The alignment of one utterance in three lines under each other, e.g.
 * ```
 * REF: GO ***** TO  WORK
 * HYP: GO THREE FOR WORK
 *         I     S
 * ```
 */
export function formatAlignment(score: UtteranceScore): string {
  const columns = score.pairs.map(({ reference, hypothesis }) => {
    const said = reference ?? '*'.repeat(hypothesis!.length);
    const heard = hypothesis ?? '*'.repeat(reference!.length);
    const mark = reference === undefined ? 'I' : hypothesis === undefined ? 'D' : said === heard ? '' : 'S';
    const width = Math.max(said.length, heard.length);
    return [said, heard, mark].map((cell) => cell.padEnd(width));
  });
  const line = (row: number) => columns.map((cells) => cells[row]).join(' ');
  return [`REF: ${line(0)}`, `HYP: ${line(1)}`, `     ${line(2)}`].map((text) => text.trimEnd()).join('\n');
}

/** Summary, speakers (when the corpus names more than one) and the `worst` worst utterances, as text. */
export function formatReport(
  evaluation: SpeechEvaluation,
  scores: readonly UtteranceScore[],
  { worst = 5 }: { worst?: number } = {},
): string {
  const { wer, cer, ser, ci95, utterances, words } = evaluation;
  const { substitutions, insertions, deletions, realTimeFactor } = evaluation;
  const sections = [
    [
      `word error rate      ${percent(wer)}  (95 %: ${percent(ci95[0])} to ${percent(ci95[1])})`,
      `character error rate ${percent(cer)}`,
      `sentence error rate  ${percent(ser)}`,
      `${utterances} utterances, ${words} words: ${substitutions} substituted, ${insertions} inserted, ${deletions} deleted`,
      `real-time factor     ${realTimeFactor.toFixed(3)}`,
    ].join('\n'),
  ];
  const speakers = scoreSpeakers(scores);
  if (speakers.length > 1) sections.push(formatSpeakers(speakers));
  const bad = worstUtterances(scores, worst);
  if (bad.length > 0) {
    sections.push(bad.map((score) => `${score.id}\n${formatAlignment(score)}`).join('\n\n'));
  }
  return sections.join('\n\n');
}

function formatSpeakers(speakers: readonly SpeakerScore[]): string {
  const width = Math.max('speaker'.length, ...speakers.map(({ speaker }) => speaker.length));
  const head = `${'speaker'.padEnd(width)}  utterances  words  errors  WER`;
  const rows = speakers.map(
    ({ speaker, utterances, words, errors, wer }) =>
      `${speaker.padEnd(width)}  ${String(utterances).padStart(10)}  ${String(words).padStart(5)}  ${String(errors).padStart(6)}  ${percent(wer)}`,
  );
  return [head, ...rows].join('\n');
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

function rate(errors: number, words: number): number {
  return words > 0 ? errors / words : errors > 0 ? Number.POSITIVE_INFINITY : 0;
}
