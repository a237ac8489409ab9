/**
 * What is said over `/v1/stream`: a text message with the configuration, binary messages of samples, a text message
 * `{"type":"end"}`; back come text messages. Every end but the good one has its reason, an error's code.
 */
import { z } from 'zod';
import { type Explanation, InputError } from '../../errors.js';
import type { SampleChunk, StreamEvent } from '../../speech/streaming/stream-types.js';
import { HttpProblem, problemOf } from '../problem.js';
import { constraints, modelName, parseRequest } from '../requests.js';
import { rounded, wordJson } from '../transcription-formats.js';

/** The first message. */
export const streamConfig = z.strictObject({
  model: modelName,
  sampleRateHz: z
    .number()
    .int()
    .min(8000)
    .max(48_000)
    .default(16_000)
    .describe('Rate of the samples: one channel.'),
  encoding: z.enum(['pcm16', 'float32']).default('pcm16').describe('Of the samples, little-endian.'),
  partialMs: z
    .number()
    .min(0)
    .max(60_000)
    .default(500)
    .describe(
      'Audio between partial results at least; 0: finals only. They come later when the server is busy.',
    ),
  trailingSilenceMs: z
    .number()
    .min(0)
    .max(10_000)
    .default(800)
    .describe('Silence that ends an utterance; 0: none does.'),
  longestSeconds: z.number().min(1).max(60).default(30).describe('Longest utterance.'),
  grammar: constraints.grammar,
  vocabulary: constraints.vocabulary,
  hotWords: constraints.hot_words,
});
export type StreamConfig = z.output<typeof streamConfig>;

const endMessage = z.strictObject({ type: z.literal('end') });

/** How a WebSocket is closed. RFC 6455, 7.4. */
export const CLOSE = {
  DONE: 1000,
  SHUTDOWN: 1001,
  PROTOCOL: 1002,
  UNSUPPORTED: 1003,
  INVALID: 1007,
  POLICY: 1008,
  TOO_LARGE: 1009,
  FAULT: 1011,
  BUSY: 1013,
} as const;

/** @throws InputError `stream-bad-json`, `request-invalid` */
export function readConfig(text: string): StreamConfig {
  return parseRequest(streamConfig, parseJson(text));
}

/** @throws InputError `stream-bad-json`, `stream-unknown-message` */
export function readEnd(text: string): void {
  if (endMessage.safeParse(parseJson(text)).success) return;
  throw new InputError({
    code: 'stream-unknown-message',
    found: 'a text message after the configuration that is not the end',
    expected: '{"type":"end"}, and samples in binary messages',
    remedy: 'Open another stream for another configuration.',
  });
}

/**
 * @param bytes - of a binary message
 * @throws InputError `stream-ragged-samples`
 */
export function readSamples(bytes: Buffer, encoding: StreamConfig['encoding']): SampleChunk {
  const width = encoding === 'pcm16' ? 2 : 4;
  if (bytes.length % width !== 0) {
    throw new InputError({
      code: 'stream-ragged-samples',
      found: `${bytes.length} bytes`,
      expected: `whole samples of ${width} bytes`,
      remedy: 'Send whole samples in each message, of the encoding the configuration names.',
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = bytes.length / width;
  if (encoding === 'float32')
    return Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
  return Int16Array.from({ length: count }, (_, i) => view.getInt16(2 * i, true));
}

/** A partial or final result as a message. */
export function eventMessage(event: StreamEvent): string {
  const { kind, utterance, text, words, startSeconds, endSeconds, warnings } = event;
  return JSON.stringify({
    type: kind,
    utterance,
    text,
    words: words.map(wordJson),
    start: rounded(startSeconds, 3),
    end: rounded(endSeconds, 3),
    ...(warnings.length > 0 && { warnings }),
  });
}

/** What went wrong as a message, and how to close. */
export function failureOf(thrown: unknown): { code: string; close: number; message: string } {
  const { status, code, found, expected, remedy } = problemOf(thrown);
  const explanation: Explanation = { code, found, expected, remedy };
  return { code, close: closeCode(status, code), message: JSON.stringify({ type: 'error', ...explanation }) };
}

function closeCode(status: number, code: string): number {
  if (status === 429 || status === 503) return CLOSE.BUSY;
  if (status >= 500) return CLOSE.FAULT;
  if (/^stream-(bad-json|ragged-samples)$|^audio-|^request-/.test(code)) return CLOSE.INVALID;
  return code === 'stream-unknown-message' || code === 'stream-no-config' ? CLOSE.UNSUPPORTED : CLOSE.POLICY;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError({
      code: 'stream-bad-json',
      found: 'a text message that is not JSON',
      expected: 'a JSON object',
      remedy: 'Send samples in binary messages.',
    });
  }
}

/** A stream that goes on longer than it may, or is more than it may be. */
export function limitProblem(code: string, found: string, expected: string, remedy: string): HttpProblem {
  return new HttpProblem(413, { code, found, expected, remedy });
}
