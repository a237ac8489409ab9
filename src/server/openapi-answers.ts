/** What the routes answer with, as JSON schemas for the description of the server. */

export type Json = Record<string, unknown>;

export const string = { type: 'string' };
export const number = { type: 'number' };
export const object = (properties: Json, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
});
export const list = (items: Json) => ({ type: 'array', items });
const timed = (name: string) => object({ [name]: string, start: number, end: number });

export const problem = object({
  type: string,
  title: string,
  status: { type: 'integer' },
  detail: string,
  code: { type: 'string', description: 'Stable, e.g. audio-too-short.' },
  found: string,
  expected: string,
  remedy: string,
  error: { type: 'object', description: 'The same for clients of OpenAI.' },
});

const warnings = list(object({ code: string, message: string }));
const alternatives = list(object({ text: string, log_probability: number }));
export const transcription = object(
  {
    text: string,
    task: string,
    language: string,
    duration: number,
    words: list(object({ word: string, start: number, end: number, confidence: number })),
    segments: list(
      object({ id: { type: 'integer' }, start: number, end: number, text: string, avg_logprob: number }),
    ),
    alternatives,
    warnings,
  },
  ['text'],
);
export const alignment = object({
  duration: number,
  words: list({
    allOf: [timed('word'), object({ phones: list(timed('phone')) })],
  }),
  warnings,
});
const table = object({
  rows: { type: 'integer' },
  columns: { type: 'integer' },
  low: number,
  high: number,
  data: { type: 'string', description: 'Bytes in base64, row by row: low + byte / 255 · (high − low).' },
});
export const inspection = object(
  {
    model: string,
    text: string,
    duration: number,
    words: list(object({ word: string, start: number, end: number, confidence: number })),
    alternatives,
    misfit: number,
    warnings,
    hop_seconds: number,
    cepstra: table,
    frame_seconds: number,
    phones: list(string),
    posteriors: table,
    states: list(
      object({
        phone: string,
        position: { type: 'integer' },
        word: { type: 'integer' },
        start_frame: { type: 'integer' },
        end_frame: { type: 'integer' },
      }),
    ),
    fit: table,
  },
  ['model', 'text', 'words', 'cepstra', 'posteriors', 'states', 'fit'],
);
export const opinions = object({
  object: string,
  model: string,
  data: list(
    object(
      {
        index: { type: 'integer' },
        label: { enum: ['positive', 'negative', 'unsure'] },
        score: { type: 'number', description: 'Calibrated probability that the text is positive.' },
        stars: number,
        tokens: list(object({ token: string, contribution: number })),
        trajectory: list(object({ tokens: { type: 'integer' }, score: number })),
      },
      ['index', 'label', 'score', 'stars'],
    ),
  ),
});
export const forecast = object(
  {
    object: string,
    target: string,
    frequency: { type: 'string', description: 'How far apart the rows of a table are.' },
    notes: { ...list(string), description: 'What was inferred or mended in a table.' },
    seasons: list({ type: 'integer' }),
    methods: { ...list(string), description: 'The forecast is made of theirs: their mean, or their median.' },
    backtest: list(
      object({
        method: string,
        mase: { type: ['number', 'null'], description: 'Mean absolute scaled error on the recent past.' },
      }),
    ),
    history: {
      ...list(object({ time: string, value: number }, ['value'])),
      description: 'The last points of the series as they were read, where they were asked for.',
    },
    forecast: list(
      object({ time: string, value: number, low80: number, high80: number, low95: number, high95: number }, [
        'value',
      ]),
    ),
    regimes: object({
      relative: { type: 'boolean', description: 'Whether means and spreads are those of relative steps.' },
      regimes: {
        ...list(object({ mean: number, spread: number, share: number, lasts: number, next: number })),
        description:
          'The calmest first: of its steps from point to point; its share of the points, how many it lasts, the probability that it comes next.',
      },
      runs: {
        ...list(object({ regime: { type: 'integer' }, first: {}, last: {} })),
        description: 'Points one after the other in one regime, from 1: numbers from 0, of a table times.',
      },
    }),
  },
  ['object', 'seasons', 'methods', 'backtest', 'forecast'],
);
