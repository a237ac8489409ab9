/** The server described for programs: OpenAPI 3.1, its request schemas those that requests are checked against. */
import { z } from 'zod';
import {
  alignment,
  forecast,
  inspection,
  type Json,
  list,
  object,
  opinions,
  problem,
  string,
  transcription,
} from './openapi-answers.js';
import {
  alignRequest,
  forecastRequest,
  inspectRequest,
  sentimentRequest,
  transcriptionRequest,
} from './requests.js';
import { streamConfig } from './streaming/protocol.js';

/** One operation, as far as the human page needs to know it. */
export interface Operation {
  summary: string;
  description?: string;
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { description: string; content?: Json }>;
  security?: Json[];
  /** Of a WebSocket: the fields of the message that the client sends first. */
  'x-first-message'?: { schema: Json };
}

export interface OpenApi {
  openapi: '3.1.1';
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, Operation>>;
  components: Json;
  security: Json[];
}

/** The protocol of `/v1/stream` in words; `streaming/protocol.ts` is the one in code. */
const STREAMING = `Send, one after the other: a text message with the configuration (JSON, the fields below); binary
messages of samples, each some tenths of a second; at last the text message {"type":"end"}. Text messages come back:
{"type":"ready","model"} when the model is open; {"type":"partial","utterance","text","words","start","end"}, replaced by
whatever comes next of the same utterance; {"type":"final", and the same fields, "warnings" where there are any} when a
pause or the end has come; {"type":"done","duration"} before the server closes with 1000. Words are {"word","start",
"end","confidence"}; times are seconds from the beginning of the stream. What is wrong comes as
{"type":"error","code","found","expected","remedy"}, and its code is the reason of the close: 1002 broken frames, 1003
messages of the wrong kind, 1007 bad content, 1008 a limit, 1009 too large a message, 1011 a fault of the server, 1013 try
again later, 1001 the server stops. A stream is not read while its utterances wait to be recognised. A page, which cannot
set headers, gives the token as ?token=. A client in Node: scripts/examples/stream.mjs.`;

/** The document that GET /openapi.json answers. */
export function openApi(version: string, withToken: boolean): OpenApi {
  const get = (summary: string, schema: Json, type = 'application/json'): { get: Operation } => ({
    get: { summary, responses: answers(schema, type) },
  });
  const open = (path: { get: Operation }) => ({ get: { ...path.get, security: [] } });
  return {
    openapi: '3.1.1',
    info: {
      title: 'Utterly',
      version,
      description:
        'Speech recognition, review sentiment and forecasts, offline. Clients of OpenAI work with another base URL.',
    },
    security: withToken ? [{ token: [] }] : [],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problem },
    },
    paths: {
      '/v1/audio/transcriptions': {
        post: {
          summary: 'Write down what is said',
          description:
            'WAV, FLAC or NIST SPHERE of any rate and channels. `words`, `segments`, `language` and `duration` come with verbose_json; of a segment, seek, tokens, temperature and no_speech_prob are constant.',
          requestBody: form(transcriptionRequest),
          responses: answers(transcription),
        },
      },
      '/v1/align': {
        post: {
          summary: 'Find when each word and phone of a known text is said',
          requestBody: form(alignRequest),
          responses: answers(alignment),
        },
      },
      '/v1/inspect': {
        post: {
          summary: 'Write down what is said, and show what was seen on the way',
          description:
            'For clips of at most 30 s: normalised cepstra [T, C], the probability of each phone in every frame [U, P], the HMM states of the best path, and by how many nats each of them fits a frame worse than the best state of all [U, N].',
          requestBody: form(inspectRequest),
          responses: answers(inspection),
        },
      },
      '/v1/sentiment': {
        post: {
          summary: 'Say what reviews think',
          requestBody: { content: { 'application/json': { schema: schemaOf(sentimentRequest) } } },
          responses: answers(opinions),
        },
      },
      '/v1/forecast': {
        post: {
          summary: 'Foretell how a series of numbers goes on',
          requestBody: { content: { 'application/json': { schema: schemaOf(forecastRequest) } } },
          responses: answers(forecast),
        },
      },
      '/v1/stream': {
        get: {
          summary: 'Recognise speech while it is said (WebSocket)',
          description: STREAMING,
          'x-first-message': { schema: schemaOf(streamConfig) },
          responses: { '101': { description: 'A stream' }, ...failures },
        },
      },
      '/v1/models': get('List the models', object({ object: string, data: list({ type: 'object' }) })),
      '/v1/models/{name}': get('One model with its card', { type: 'object' }),
      '/metrics': get('Counters for Prometheus', string, 'text/plain'),
      '/healthz': open(get('Whether the process answers', object({ status: string }))),
      '/readyz': open(get('Whether work is taken', object({ status: string }))),
      '/openapi.json': open(get('This description', { type: 'object' })),
    },
  };
}

function schemaOf(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
  return rest;
}

/** A multipart form of the schema's fields and a file. */
function form(schema: z.ZodType): Operation['requestBody'] {
  const { properties, required, ...rest } = schemaOf(schema) as { properties: Json; required?: string[] };
  // Forms mark lists by their name.
  const named = Object.entries(properties).map(([name, field]) => [
    (field as Json).type === 'array' ? `${name}[]` : name,
    field,
  ]);
  const file = { type: 'string', format: 'binary', description: 'The audio.' };
  return {
    content: {
      'multipart/form-data': {
        schema: {
          ...rest,
          properties: { file, ...Object.fromEntries(named) },
          required: ['file', ...(required ?? [])],
        },
      },
    },
  };
}

const failure = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
const failures: Operation['responses'] = { '4XX': failure, '5XX': failure };

function answers(schema: Json, type = 'application/json'): Operation['responses'] {
  return { '200': { description: 'Done', content: { [type]: { schema } } }, ...failures };
}
