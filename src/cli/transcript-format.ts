/** Prints a transcript: plain text, one JSON object a line, captions. */

import type { Opinion } from '../sentiment/opinion.js';
import { formatSrt, formatVtt, makeCaptions } from '../speech/captions.js';
import type { Transcript } from '../speech/recognizer-types.js';

export const TRANSCRIPT_FORMATS = ['txt', 'json', 'srt', 'vtt'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

export interface TextStyle {
  /** Name to put before the text, when several files are printed. */
  label?: string;
  /** A line per word instead of the text. */
  words: boolean;
  /** Whether alternatives follow the text. */
  alternatives: boolean;
}

/** One transcript in one of the formats, its last line ended. */
export function formatTranscript(
  file: string,
  transcript: Transcript,
  format: TranscriptFormat,
  style: TextStyle,
  opinion?: Opinion,
): string {
  if (format === 'json') {
    const sentiment = opinion && { sentiment: { ...opinion, score: round(opinion.score, 4) } };
    return `${JSON.stringify({ ...transcriptJson(file, transcript), ...sentiment })}\n`;
  }
  if (format === 'srt') return formatSrt(makeCaptions(transcript.words));
  if (format === 'vtt') return formatVtt(makeCaptions(transcript.words));
  return formatText(transcript, style, opinion);
}

/** The object `-o json` prints; times in seconds, rounded to milliseconds. */
function transcriptJson(file: string, transcript: Transcript) {
  return {
    file,
    text: transcript.text,
    durationSeconds: round(transcript.durationSeconds, 3),
    words: transcript.words.map(({ word, startSeconds, endSeconds, confidence }) => ({
      word,
      start: round(startSeconds, 3),
      end: round(endSeconds, 3),
      confidence: round(confidence, 4),
    })),
    alternatives: transcript.alternatives.map(({ text, logProbability }) => ({
      text,
      logProbability: round(logProbability, 4),
    })),
    warnings: transcript.warnings.map(({ code, message }) => ({ code, message })),
  };
}

function formatText(
  transcript: Transcript,
  { label, words, alternatives }: TextStyle,
  opinion?: Opinion,
): string {
  const prefix = label === undefined ? '' : `${label}\t`;
  const lines = words
    ? transcript.words.map(
        ({ word, startSeconds, endSeconds, confidence }) =>
          `${startSeconds.toFixed(2)}\t${endSeconds.toFixed(2)}\t${word}\t${confidence.toFixed(2)}`,
      )
    : [transcript.text];
  if (alternatives) {
    const ranked = transcript.alternatives.map(
      ({ text, logProbability }, index) => `${index + 1}\t${logProbability.toFixed(2)}\t${text}`,
    );
    lines.push(...ranked);
  }
  if (opinion) lines.push(`${opinion.label}\t${opinion.score.toFixed(3)}\t${'★'.repeat(opinion.stars)}`);
  return lines.map((line) => `${prefix}${line}\n`).join('');
}

export function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
