/** Starting and stopping: the command, what a stop finishes, what start refuses. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { NUMBER_TEXT, numberBytes, startTestServer } from './test-server.js';

describe('a server that stops', () => {
  it('finishes what it accepted and takes nothing new; its log holds no words', async () => {
    let logged = '';
    const sink = new Writable({
      write(piece, _, done) {
        logged += piece;
        done();
      },
    });
    const server = await startTestServer({ models: ['speech-an4'], log: pino(sink) });
    const accepted = Array.from({ length: 3 }, () =>
      request(server.url)
        .post('/v1/audio/transcriptions')
        .attach('file', numberBytes, 'private.wav')
        .then((a) => a),
    );
    while (server.parts.pool.load < 3) await new Promise((next) => setTimeout(next, 5));
    const closed = server.close();
    expect(server.parts.isReady()).toBe(false);
    for (const { body } of await Promise.all(accepted)) expect(body.text).toBe(NUMBER_TEXT);
    await closed;
    await expect(request(server.url).get('/healthz')).rejects.toThrow('ECONNREFUSED');
    expect(server.parts.pool.threads).toHaveLength(0);
    expect(logged).toContain('"route":"/v1/audio/transcriptions","status":200');
    expect(logged).not.toMatch(/private|HUNDRED/);
  });
});

describe('a server that stops with a connection on which nothing was said', () => {
  it('does not wait for it', async () => {
    const server = await startTestServer({ models: ['speech-digits'], shutdownSeconds: 600 });
    const silent = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(silent, 'connect');
    const ended = once(silent, 'close');
    await server.close();
    await ended;
  });
});

describe('startServer', () => {
  it('refuses bad options, missing models and taken ports', async () => {
    const refusal = (options: Parameters<typeof startTestServer>[0]) =>
      startTestServer(options).catch((e) => e.code);
    expect(await refusal({ port: 70000 })).toBe('server-option');
    expect(await refusal({ models: ['no-such'] })).toBe('model-not-found');
    expect(await refusal({ models: ['lexicon-en'] })).toBe('model-not-found');
    await using server = await startTestServer({ models: ['speech-digits'] });
    const port = Number(new URL(server.url).port);
    expect(await refusal({ models: ['speech-digits'], port })).toBe('port-taken');
  });
});

describe('utterly serve', () => {
  it('prints where it is, serves, and ends with 0 when told to', async () => {
    const main = join(packageFolder(), 'dist/bin/utterly.js');
    const args = [main, 'serve', '--port', '0', '--model', 'speech-digits', '--threads', '1', '--quiet'];
    const child = spawn(process.execPath, args, { env: { ...process.env, UTTERLY_TOKEN: 'secret' } });
    let stderr = '';
    child.stderr.on('data', (piece) => {
      stderr += piece;
    });
    const [line] = await once(child.stdout, 'data');
    const url = String(line).trim();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await request(url).get('/v1/models')).status).toBe(401);
    expect((await request(url).get('/readyz')).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(stderr).toBe('');
  });
});
