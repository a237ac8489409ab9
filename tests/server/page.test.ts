/** The page's files over HTTP: under helmet's policy, and of the models nothing but what recognising needs. */
import { createHash } from 'node:crypto';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningServer } from '../../src/server/serve.js';
import { startTestServer } from './test-server.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer({
    models: ['speech-digits', 'speech-en', 'sentiment-en'],
    token: 'sesame',
  });
});
afterAll(() => server.close());

const get = (path: string) => request(server.url).get(path).set('Authorization', 'Bearer sesame');

it('serves the page without a token, under the policy', async () => {
  const { status, type, text, headers } = await request(server.url).get('/');
  expect([status, type]).toEqual([200, 'text/html']);
  expect(headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
  // Nothing of the page is in the way of that policy.
  expect(text).not.toMatch(/<script>|style=|\son\w+=/);
  for (const [, address] of text.matchAll(/(?:src|href)="([\w.-]+)"/g)) {
    expect([address, (await request(server.url).get(`/${address}`)).status]).toEqual([address, 200]);
  }
});

it('lists what recognising needs, with checksums', async () => {
  const { body } = await get('/models/speech-digits/files.json');
  expect(body.files.map(({ path }: { path: string }) => path)).toEqual([
    'encoder/model.json',
    'encoder/weights.bin',
    'grammar.jsgf',
    'lexicon.txt',
    'model.json',
    'weights.bin',
  ]);
  for (const { path, bytes, sha256 } of body.files) {
    const file = await get(`/models/speech-digits/${path}?sha256=${sha256}`).responseType('blob');
    expect(file.body).toHaveLength(bytes);
    expect(createHash('sha256').update(file.body).digest('hex')).toBe(sha256);
    expect(file.headers['cache-control']).toContain('immutable');
  }
});

it.each([
  '/models/speech-en/resume/mmi.weights',
  '/models/speech-en/CARD.md',
  '/models/speech-an4/model.json',
  '/models/sentiment-en/model.json',
  '/models/speech-digits/../speech-an4/model.json',
  '/models/speech-digits/..%2Fspeech-an4%2Fmodel.json',
  '/models/speech-digits/%2e%2e/%2e%2e/package.json',
  '/../package.json',
])('does not give %s', async (path) => {
  expect((await get(path)).status).toBe(404);
});

it('gives models to nobody without the token', async () => {
  expect((await request(server.url).get('/models/speech-digits/files.json')).status).toBe(401);
});
