/** Prints an alignment: columns, JSON, Praat TextGrid, NIST CTM. */
import type { Alignment } from '../speech/recognizer-types.js';
import { round } from './transcript-format.js';

export const ALIGNMENT_FORMATS = ['txt', 'json', 'textgrid', 'ctm'] as const;
export type AlignmentFormat = (typeof ALIGNMENT_FORMATS)[number];

export interface AlignedFile {
  file: string;
  durationSeconds: number;
  alignment: Alignment;
}

interface Interval {
  label: string;
  start: number;
  end: number;
}

/** @param phones - whether phones are printed beside (json, textgrid) or instead of (txt, ctm) words */
export function formatAlignment(aligned: AlignedFile, format: AlignmentFormat, phones: boolean): string {
  if (format === 'json') return `${JSON.stringify(alignmentJson(aligned, phones))}\n`;
  const words = aligned.alignment.words.map(({ word, startSeconds, endSeconds }) => ({
    label: word,
    start: startSeconds,
    end: endSeconds,
  }));
  const phoneIntervals = aligned.alignment.words.flatMap((word) =>
    word.phones.map(({ phone, startSeconds, endSeconds }) => ({
      label: phone,
      start: startSeconds,
      end: endSeconds,
    })),
  );
  if (format === 'textgrid') {
    const tiers: [string, Interval[]][] = [['words', words]];
    if (phones) tiers.push(['phones', phoneIntervals]);
    return textGrid(tiers, aligned.durationSeconds);
  }
  const rows = phones ? phoneIntervals : words;
  if (format === 'ctm') {
    // Recording, channel, start, duration, token; the recording may hold no space.
    const recording = aligned.file.replace(/\s/gu, '_');
    return rows
      .map(
        ({ label, start, end }) =>
          `${recording} 1 ${start.toFixed(2)} ${(end - start).toFixed(2)} ${label}\n`,
      )
      .join('');
  }
  return rows.map(({ label, start, end }) => `${label}\t${start.toFixed(2)}\t${end.toFixed(2)}\n`).join('');
}

function alignmentJson({ file, durationSeconds, alignment }: AlignedFile, phones: boolean) {
  return {
    file,
    durationSeconds: round(durationSeconds, 3),
    words: alignment.words.map((word) => ({
      word: word.word,
      start: round(word.startSeconds, 3),
      end: round(word.endSeconds, 3),
      ...(phones && {
        phones: word.phones.map(({ phone, startSeconds, endSeconds }) => ({
          phone,
          start: round(startSeconds, 3),
          end: round(endSeconds, 3),
        })),
      }),
    })),
  };
}

/** Praat's long text format. A tier must cover the whole time, so silence becomes empty intervals. */
function textGrid(tiers: readonly [string, Interval[]][], durationSeconds: number): string {
  const time = (seconds: number) => String(round(seconds, 3));
  const end = tiers
    .flatMap(([, intervals]) => intervals)
    .reduce((max, i) => Math.max(max, i.end), durationSeconds);
  const lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', ''];
  lines.push('xmin = 0', `xmax = ${time(end)}`, 'tiers? <exists>', `size = ${tiers.length}`, 'item []:');
  tiers.forEach(([name, intervals], t) => {
    const covering = fillGaps(intervals, end);
    lines.push(`    item [${t + 1}]:`, '        class = "IntervalTier"', `        name = "${name}"`);
    lines.push(
      '        xmin = 0',
      `        xmax = ${time(end)}`,
      `        intervals: size = ${covering.length}`,
    );
    covering.forEach((interval, i) => {
      lines.push(`        intervals [${i + 1}]:`, `            xmin = ${time(interval.start)}`);
      lines.push(`            xmax = ${time(interval.end)}`);
      lines.push(`            text = "${interval.label.replaceAll('"', '""')}"`);
    });
  });
  return `${lines.join('\n')}\n`;
}

function fillGaps(intervals: readonly Interval[], end: number): Interval[] {
  const covering: Interval[] = [];
  let at = 0;
  for (const interval of intervals) {
    if (round(interval.start, 3) > round(at, 3)) covering.push({ label: '', start: at, end: interval.start });
    covering.push(interval);
    at = interval.end;
  }
  if (round(end, 3) > round(at, 3)) covering.push({ label: '', start: at, end });
  return covering;
}
