/** POST /v1/inspect: the transcript with the numbers of its pictures, within bounds. */
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningServer } from '../../src/server/serve.js';
import { NUMBER_TEXT, numberBytes, startTestServer, wavOf } from './test-server.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const inspect = (bytes: Buffer) => request(server.url).post('/v1/inspect').attach('file', bytes, 'x.wav');

it('answers words, tables of the sizes they say, and a path that covers the clip', async () => {
  const { status, body } = await inspect(numberBytes).field('nbest', '2');
  expect([status, body.text, body.model]).toEqual([200, NUMBER_TEXT, 'speech-an4']);
  expect(body.alternatives).toHaveLength(2);
  for (const name of ['cepstra', 'posteriors', 'fit']) {
    const { rows, columns, data } = body[name];
    expect(Buffer.from(data, 'base64')).toHaveLength(rows * columns);
  }
  const { states, fit, posteriors, phones } = body;
  expect([fit.columns, posteriors.columns]).toEqual([states.length, phones.length]);
  expect([states[0].start_frame, states.at(-1).end_frame]).toEqual([0, fit.rows]);
  expect(Math.max(...states.map(({ word }: { word: number }) => word))).toBe(body.words.length - 1);
});

it('hears what a grammar allows', async () => {
  const grammar = '#JSGF V1.0; grammar g; public <g> = ONE HUNDRED AND NINETY FIVE;';
  const { body } = await inspect(numberBytes).field('grammar', grammar);
  expect(body.text).toBe('ONE HUNDRED AND NINETY FIVE');
});

it('draws no clip of more than half a minute', async () => {
  const { status, body } = await inspect(wavOf(new Float32Array(31 * 8000).fill(0.1), 8000));
  expect([status, body.code]).toEqual([413, 'audio-too-long']);
});
