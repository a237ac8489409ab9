/** What clients may send, checked: form fields are strings or lists of strings, JSON has types. */
import { z } from 'zod';
import { METHOD_NAMES } from '../forecast/evaluate.js';
import type { OpenRecognizerOptions } from '../speech/recognizer-types.js';
import { HttpProblem } from './problem.js';

/** Longest grammar, vocabulary or text that comes beside audio. */
export const MAX_FIELD_BYTES = 64 * 1024;
const MAX_NBEST = 100;

const text = z.string().max(MAX_FIELD_BYTES);
/** Absent and empty are the same in a form. */
const optionalText = text.optional().transform((value) => (value?.trim() ? value : undefined));
const number = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
/** A form gives one value alone, several as a list. */
const list = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(item)).default([]);

export const modelName = z.string().max(200).optional().describe('A name of GET /v1/models.');
export const constraints = {
  grammar: optionalText.describe('A JSGF grammar (its text): only its sentences can be heard.'),
  vocabulary: optionalText.describe('Your own words, one a line, optionally followed by phones.'),
  hot_words: optionalText.describe('Words to expect more, one a line: `word` or `word:boost`.'),
};

export const RESPONSE_FORMATS = ['json', 'text', 'srt', 'verbose_json', 'vtt'] as const;

/** Fields of `POST /v1/audio/transcriptions`, beside `file`. */
export const transcriptionRequest = z.strictObject({
  model: z
    .string()
    .max(200)
    .optional()
    .describe('A name of GET /v1/models; `whisper-1` is the default model.'),
  response_format: z.enum(RESPONSE_FORMATS).default('json'),
  timestamp_granularities: list(z.enum(['word', 'segment'])).describe(
    'verbose_json only: words, segments or both; segments unless told.',
  ),
  nbest: number(1, MAX_NBEST)
    .default(1)
    .describe('Readings wanted, in `alternatives` of json and verbose_json.'),
  ...constraints,
  language: z.enum(['en', 'english', '']).optional().describe('English is the only language.'),
  prompt: text.optional().describe('Accepted for clients that send it; has no effect.'),
  temperature: z.coerce.number().min(0).max(1).optional().describe('Accepted; has no effect.'),
  stream: z.enum(['false', '']).optional().describe('Answers come whole.'),
});
export type TranscriptionRequest = z.output<typeof transcriptionRequest>;

/** Fields of `POST /v1/inspect`, beside `file`. */
export const inspectRequest = z.strictObject({
  model: z.string().max(200).optional().describe('A name of GET /v1/models.'),
  nbest: number(1, MAX_NBEST).default(1).describe('Readings wanted.'),
  ...constraints,
});

/** Fields of `POST /v1/align`, beside `file`. */
export const alignRequest = z.strictObject({
  model: modelName,
  text: text.describe('What is said, word for word; case and punctuation do not matter.'),
  vocabulary: constraints.vocabulary,
});

/** Texts of one request, and characters of one text. */
const MAX_TEXTS = 256;
const MAX_TEXT = 1_000_000;
const review = z.string().max(MAX_TEXT);

/** Body of `POST /v1/sentiment`. */
export const sentimentRequest = z.strictObject({
  input: z.union([review, z.array(review).min(1).max(MAX_TEXTS)]).describe('One text, or several.'),
  explain: z.boolean().default(false).describe('Also what each token adds, and the score as read so far.'),
  model: modelName,
});

interface ConstraintFields {
  grammar?: string | undefined;
  vocabulary?: string | undefined;
  hot_words?: string | undefined;
}

/** A client's words and grammar as a recogniser takes them. */
export function constraintsOf({
  grammar,
  vocabulary,
  hot_words: hotWords,
}: ConstraintFields): OpenRecognizerOptions {
  return {
    ...(grammar !== undefined && { grammar }),
    ...(vocabulary !== undefined && { vocabulary }),
    ...(hotWords !== undefined && { hotWords }),
  };
}

/** Numbers of one series, and points foretold. */
const MAX_POINTS = 100_000;
const MAX_HORIZON = 10_000;
/** Not those that train a network on the series while the client waits. */
const SERVED_METHODS = METHOD_NAMES.filter((name) => name !== 'lstm' && name !== 'gru');
const column = z.string().max(200).optional();

/** Body of `POST /v1/forecast`. */
export const forecastRequest = z.strictObject({
  series: z
    .union([z.string(), z.array(z.number()).min(1).max(MAX_POINTS)])
    .describe('Numbers, oldest first, evenly spaced; or a csv table whose first line names its columns.'),
  horizon: z.number().int().min(1).max(MAX_HORIZON).describe('Points wanted.'),
  season: z
    .number()
    .int()
    .min(1)
    .max(MAX_POINTS)
    .optional()
    .describe('Length of the season in points; by the times of a table unless given, else none.'),
  method: z
    .enum(SERVED_METHODS)
    .default('auto')
    .describe('auto tries them on the recent past and averages the best.'),
  history: z
    .number()
    .int()
    .min(0)
    .max(2000)
    .default(0)
    .describe('Last points of the series to give back as they were read, to draw the forecast after.'),
  time: column.describe('Column of times of a table; the first that reads as times unless given.'),
  target: column.describe('Column of numbers of a table; the first unless given.'),
  regimes: z
    .boolean()
    .optional()
    .describe('Tell also when the series was calm and when wild, by a hidden Markov model.'),
});

/**
 * Checks a body against a schema.
 * @throws HttpProblem `request-invalid` (400) that names the field, never its value
 */
export function parseRequest<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const { success, data, error } = schema.safeParse(body === undefined ? {} : body);
  if (success) return data;
  const { path, message } = error.issues[0]!;
  throw new HttpProblem(400, {
    code: 'request-invalid',
    found: path.length > 0 ? `field ${path.join('.')}: ${message}` : message,
    expected: 'the fields described in /openapi.json',
    remedy: 'Correct the field or leave it out.',
  });
}
