/** Who is let in, and what a browser is told. */
import type { IncomingMessage } from 'node:http';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteGuard, tokenGuard } from '../../src/server/guards.js';
import type { RunningServer } from '../../src/server/serve.js';
import { numberBytes, startTestServer } from './test-server.js';

const asking = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage;

describe('tokenGuard', () => {
  const guard = tokenGuard({ host: '127.0.0.1', token: 'ein Würfel' });
  const strict = tokenGuard({ host: '127.0.0.1', token: 'cube' });

  it('lets in who has the token', () => {
    strict(asking({ authorization: 'Bearer cube' }));
    strict(asking({ authorization: 'bearer  cube' }));
    guard(asking({}), { query: new URLSearchParams({ token: 'ein Würfel' }) });
    tokenGuard({ host: '0.0.0.0' })(asking({}));
  });

  it.each(['', 'Bearer', 'Bearer ', 'Bearer cub', 'Bearer cubes', 'Basic cube', 'cube'])(
    'refuses %j',
    (given) => {
      expect(() => strict(asking({ authorization: given }))).toThrow('token-required');
    },
  );
});

describe('siteGuard', () => {
  it('refuses other pages and other names of this machine', () => {
    const guard = siteGuard({ host: '127.0.0.1' });
    guard(asking({ host: 'localhost:8080' }));
    guard(asking({ host: '[::1]:8080', 'sec-fetch-site': 'same-origin', origin: 'http://[::1]:8080' }));
    guard(asking({ host: '127.0.0.1:8080', origin: 'http://127.0.0.1:8080' }));
    const refused = [
      { host: 'evil.example:8080' },
      { host: '127.0.0.1.evil.example' },
      {},
      { host: 'localhost', 'sec-fetch-site': 'cross-site' },
      { host: 'localhost', origin: 'https://evil.example' },
      { host: 'localhost:8080', origin: 'http://localhost:9090' },
    ];
    for (const headers of refused) {
      expect(() => guard(asking(headers as Record<string, string>)), JSON.stringify(headers)).toThrow(
        'foreign-site',
      );
    }
  });

  it('takes any name where other machines are let in', () => {
    siteGuard({ host: '0.0.0.0' })(asking({ host: 'speech.example' }));
  });
});

describe('a server with a token', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startTestServer({ token: 'secret', models: ['speech-digits'] });
  });
  afterAll(() => server.close());
  const get = (path: string) => request(server.url).get(path);

  it('tells its health to all, the rest to those who have the token', async () => {
    expect((await get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await get('/readyz')).body).toEqual({ status: 'ready' });
    const refused = await get('/v1/models');
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, 'Bearer realm="utterly"']);
    expect(JSON.parse(refused.text).code).toBe('token-required');
    expect((await get('/metrics')).status).toBe(401);
    const upload = await request(server.url)
      .post('/v1/audio/transcriptions')
      .attach('file', numberBytes, 'a');
    expect(upload.status).toBe(401);
  });

  it('counts for Prometheus', async () => {
    await request(server.url)
      .post('/v1/audio/transcriptions')
      .auth('secret', { type: 'bearer' })
      .attach('file', numberBytes, 'a');
    const { text, type } = await get('/metrics').auth('secret', { type: 'bearer' });
    expect(type).toBe('text/plain');
    expect(text).toContain('utterly_audio_seconds_total{model="speech-digits"} 2.015');
    expect(text).toMatch(/utterly_request_duration_seconds_count\{.*transcriptions.*status="200"\} 1/);
    expect(text).toMatch(/utterly_problems_total\{code="token-required"\} [1-9]/);
    expect(text).toMatch(/utterly_jobs 0/);
  });

  it('isolates its page, allows WebAssembly, does not ask for HTTPS or share with other origins', async () => {
    const { headers } = await get('/healthz').set('Origin', server.url);
    expect(headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
    for (const absent of ['strict-transport-security', 'access-control-allow-origin', 'x-powered-by']) {
      expect(headers[absent]).toBeUndefined();
    }
  });
});
