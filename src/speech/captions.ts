/** Cuts timed words into captions and prints them as SubRip or WebVTT. */
import type { TimedWord } from './recognizer-types.js';

/** Longest caption, in seconds, and longest line, in characters: what subtitling guides allow. */
const MAX_SECONDS = 7;
const MAX_LINE = 42;
const MAX_CHARACTERS = 2 * MAX_LINE;

/** A pause this long always ends a caption. */
const PHRASE_PAUSE_SECONDS = 1;

/** How many seconds of pause a cut in the middle is worth, against one at the edge. */
const BALANCE_SECONDS = 0.5;

/** One or two lines shown together. */
export interface Caption {
  startSeconds: number;
  endSeconds: number;
  lines: string[];
}

/**
 * Maps words in order to captions of at most 7 s and two lines of 42 characters: first cut at pauses of a second,
 * then, where still too long, at the longest pause near the middle. A single word is never cut.
 */
export function makeCaptions(words: readonly TimedWord[]): Caption[] {
  const captions: Caption[] = [];
  let first = 0;
  for (let i = 1; i <= words.length; i++) {
    if (i < words.length && words[i]!.startSeconds - words[i - 1]!.endSeconds < PHRASE_PAUSE_SECONDS)
      continue;
    divide(words.slice(first, i), captions);
    first = i;
  }
  return captions;
}

function divide(words: readonly TimedWord[], captions: Caption[]): void {
  const lines = breakLines(words);
  const startSeconds = words[0]!.startSeconds;
  const endSeconds = words.at(-1)!.endSeconds;
  if (words.length === 1 || (lines !== undefined && endSeconds - startSeconds <= MAX_SECONDS)) {
    captions.push({ startSeconds, endSeconds, lines: lines ?? [textOf(words)] });
    return;
  }
  let cut = 1;
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 1; i < words.length; i++) {
    const pause = words[i]!.startSeconds - words[i - 1]!.endSeconds;
    const lopsided = Math.abs(2 * i - words.length) / words.length;
    const score = pause - BALANCE_SECONDS * lopsided;
    if (score > best) {
      best = score;
      cut = i;
    }
  }
  divide(words.slice(0, cut), captions);
  divide(words.slice(cut), captions);
}

/** One line, or the two most even ones; undefined when two are not enough. */
function breakLines(words: readonly TimedWord[]): string[] | undefined {
  const text = textOf(words);
  if (text.length <= MAX_LINE) return [text];
  if (text.length > MAX_CHARACTERS + 1) return undefined;
  let best: string[] | undefined;
  for (let i = 1; i < words.length; i++) {
    const lines = [textOf(words.slice(0, i)), textOf(words.slice(i))];
    const longest = Math.max(lines[0]!.length, lines[1]!.length);
    if (longest <= MAX_LINE && (best === undefined || longest < Math.max(best[0]!.length, best[1]!.length))) {
      best = lines;
    }
  }
  return best;
}

function textOf(words: readonly TimedWord[]): string {
  return words.map(({ word }) => word).join(' ');
}

/** SubRip: numbered cues, a comma before the milliseconds. */
export function formatSrt(captions: readonly Caption[]): string {
  return captions
    .map(({ startSeconds, endSeconds, lines }, index) => {
      const times = `${clock(startSeconds, ',')} --> ${clock(endSeconds, ',')}`;
      return `${index + 1}\n${times}\n${lines.join('\n')}\n\n`;
    })
    .join('');
}

/** WebVTT (W3C): a header, a full stop before the milliseconds, `&`, `<` and `>` escaped. */
export function formatVtt(captions: readonly Caption[]): string {
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  const cues = captions.map(({ startSeconds, endSeconds, lines }) => {
    const text = lines.join('\n').replace(/[&<>]/gu, (character) => escapes[character]!);
    return `\n${clock(startSeconds, '.')} --> ${clock(endSeconds, '.')}\n${text}\n`;
  });
  return `WEBVTT\n${cues.join('')}`;
}

/** `hh:mm:ss,mmm` */
function clock(seconds: number, point: string): string {
  const milliseconds = Math.round(seconds * 1000);
  const pad = (value: number, width: number) => String(Math.floor(value)).padStart(width, '0');
  const [h, m, s] = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1000) % 60];
  return `${pad(h, 2)}:${pad(m, 2)}:${pad(s, 2)}${point}${pad(milliseconds % 1000, 3)}`;
}
