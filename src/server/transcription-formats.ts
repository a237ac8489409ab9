/** A transcript in the shapes that OpenAI's clients read. */
import { deflateSync } from 'node:zlib';
import { formatSrt, formatVtt, makeCaptions } from '../speech/captions.js';
import type { RecognizedWord, Transcript } from '../speech/recognizer-types.js';
import type { TranscriptionRequest } from './requests.js';

export interface FormattedTranscript {
  type: 'application/json' | 'text/plain' | 'text/vtt';
  body: string;
}

export function formatTranscription(
  transcript: Transcript,
  request: TranscriptionRequest,
): FormattedTranscript {
  switch (request.response_format) {
    case 'text':
      return { type: 'text/plain', body: `${transcript.text}\n` };
    case 'srt':
      return { type: 'text/plain', body: formatSrt(makeCaptions(transcript.words)) };
    case 'vtt':
      return { type: 'text/vtt', body: formatVtt(makeCaptions(transcript.words)) };
    case 'json':
      return json({ text: transcript.text, ...extras(transcript, request) });
    case 'verbose_json':
      return json(verbose(transcript, request));
  }
}

function json(value: unknown): FormattedTranscript {
  return { type: 'application/json', body: JSON.stringify(value) };
}

/** What OpenAI's service does not have. */
function extras({ alternatives, warnings }: Transcript, { nbest }: TranscriptionRequest) {
  return {
    ...(nbest > 1 && {
      alternatives: alternatives.map(({ text, logProbability }) => ({
        text,
        log_probability: rounded(logProbability, 4),
      })),
    }),
    ...(warnings.length > 0 && { warnings }),
  };
}

function verbose(transcript: Transcript, request: TranscriptionRequest) {
  const wanted = request.timestamp_granularities;
  return {
    task: 'transcribe',
    language: 'english',
    duration: rounded(transcript.durationSeconds, 3),
    text: transcript.text,
    ...(wanted.includes('word') && { words: transcript.words.map(wordJson) }),
    ...((wanted.length === 0 || wanted.includes('segment')) && { segments: segments(transcript.words) }),
    ...extras(transcript, request),
  };
}

export function wordJson({ word, startSeconds, endSeconds, confidence, phones }: RecognizedWord) {
  return {
    word,
    start: rounded(startSeconds, 3),
    end: rounded(endSeconds, 3),
    confidence: rounded(confidence, 4),
    ...(phones && {
      phones: phones.map((phone) => ({
        phone: phone.phone,
        start: rounded(phone.startSeconds, 3),
        end: rounded(phone.endSeconds, 3),
      })),
    }),
  };
}

/**
 * Captions as segments. `avg_logprob` is the mean log confidence of the words; `seek`, `tokens`, `temperature` and
 * `no_speech_prob` describe another kind of model and are constant, for clients that insist on them.
 */
function segments(words: readonly RecognizedWord[]) {
  let next = 0;
  return makeCaptions(words).map(({ startSeconds, endSeconds, lines }, id) => {
    const text = lines.join(' ');
    const count = text.split(' ').length;
    const own = words.slice(next, next + count);
    next += count;
    const logs = own.map(({ confidence }) => Math.log(Math.max(confidence, 1e-10)));
    return {
      id,
      seek: 0,
      start: rounded(startSeconds, 3),
      end: rounded(endSeconds, 3),
      text,
      tokens: [],
      temperature: 0,
      avg_logprob: rounded(logs.reduce((sum, log) => sum + log, 0) / logs.length, 4),
      compression_ratio: rounded(text.length / deflateSync(text).length, 4),
      no_speech_prob: 0,
    };
  });
}

export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
