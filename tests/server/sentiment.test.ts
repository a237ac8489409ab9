/** Opinions over HTTP are the scorer's; the description of the routes is true. */
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSentimentScorer } from '../../src/sentiment/open-scorer.js';
import type { RunningServer } from '../../src/server/serve.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { startTestServer } from './test-server.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer({ models: ['speech-digits', 'sentiment-en'] });
});
afterAll(() => server.close());

const post = (body: unknown, type = 'application/json') =>
  request(server.url)
    .post('/v1/sentiment')
    .set('Content-Type', type)
    .send(typeof body === 'string' ? body : JSON.stringify(body));

describe('POST /v1/sentiment', () => {
  it('gives the opinions of the scorer, in order', async () => {
    const input = ['A wonderful film, moving and wise.', 'Dull, long and badly acted.', ''];
    using scorer = await openSentimentScorer(join(packageFolder(), 'models/sentiment-en'));
    const expected = scorer.score(input);
    const { status, body } = await post({ input });
    expect(status).toBe(200);
    expect(body.model).toBe('sentiment-en');
    expect(body.data.map(({ label }: { label: string }) => label)).toEqual([
      'positive',
      'negative',
      'unsure',
    ]);
    for (const [i, { score, stars }] of expected.entries()) {
      expect(body.data[i]).toMatchObject({ index: i, stars });
      expect(body.data[i].score).toBeCloseTo(score, 4);
    }
  });

  it('explains when asked', async () => {
    const { body } = await post({ input: 'Not a good film.', explain: true });
    const [{ tokens, trajectory, label }] = body.data;
    expect(tokens.map(({ token }: { token: string }) => token)).toEqual(['Not', 'a', 'good', 'film', '.']);
    expect(trajectory.at(-1).tokens).toBe(5);
    expect(label).toBe('negative');
  });

  it.each([
    ['no input', {}, 400, 'request-invalid'],
    ['a number', { input: 7 }, 400, 'request-invalid'],
    ['numbers in a list', { input: ['a', 7] }, 400, 'request-invalid'],
    ['no texts', { input: [] }, 400, 'request-invalid'],
    ['a wrong switch', { input: 'a', explain: 'yes' }, 400, 'request-invalid'],
    ['an unknown field', { input: 'a', __proto__x: 1 }, 400, 'request-invalid'],
    ['a list', ['a'], 400, 'request-invalid'],
    ['a speech model', { input: 'a', model: 'speech-digits' }, 404, 'model-not-found'],
    ['half a body', '{"input":', 400, 'request-entity-parse-failed'],
    [
      'too large a body',
      { input: ['x'.repeat(900_000), ...Array(5).fill('y'.repeat(900_000))] },
      413,
      'request-entity-too-large',
    ],
  ])('refuses %s', async (_, body, status, code) => {
    const answer = await post(body);
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json']);
    expect(JSON.parse(answer.text).code).toBe(code);
  });

  it('refuses another type of body', async () => {
    expect((await post('input=good', 'application/x-www-form-urlencoded')).status).toBe(400);
  });
});

describe('GET /openapi.json', () => {
  it('describes routes that are there, and the fields they take', async () => {
    const { body } = await request(server.url).get('/openapi.json');
    expect(body.openapi).toMatch(/^3\.1/);
    for (const [path, methods] of Object.entries<Record<string, unknown>>(body.paths)) {
      for (const method of Object.keys(methods) as ('get' | 'post')[]) {
        const answer = await request(server.url)[method](path.replace('{name}', 'speech-digits'));
        expect(answer.text, `${method} ${path}`).not.toContain('no-such-route');
        expect(answer.status).toBeLessThan(500);
      }
    }
    const form =
      body.paths['/v1/audio/transcriptions'].post.requestBody.content['multipart/form-data'].schema;
    expect(form.required).toEqual(['file']);
    expect(Object.keys(form.properties)).toContain('timestamp_granularities[]');
  });

  it('has a page for people', async () => {
    const { text, type } = await request(server.url).get('/docs');
    expect(type).toBe('text/html');
    expect(text).toContain('<h2><code>POST /v1/sentiment</code></h2>');
    expect(text).not.toMatch(/<script|undefined|\[object/);
  });
});
