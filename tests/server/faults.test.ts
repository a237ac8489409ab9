/** What programs do that are broken, slow or hostile: typed refusals, nobody else disturbed, nothing left behind. */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/server/serve.js';
import { NUMBER_TEXT, numberBytes, startTestServer, wavOf } from './test-server.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer({
    receiveSeconds: 2,
    maxUploadBytes: 2 ** 20,
    queue: 2,
    deadlineSeconds: 60,
  });
});
afterAll(() => server.close());

const path = '/v1/audio/transcriptions';
const transcribe = (bytes = numberBytes) => request(server.url).post(path).attach('file', bytes, 'a.wav');
const stillWell = async () => {
  expect((await transcribe()).body.text).toBe(NUMBER_TEXT);
  expect(server.parts.pool.load).toBe(0);
};
/** Twelve seconds that take a while: the clip six times over. */
const long = wavOf(
  Float32Array.from(
    { length: 6 * 16000 * 2 },
    (_, i) => numberBytes.readInt16LE(44 + 2 * (i % 16000)) / 32768,
  ),
  16000,
);

/** Writes bytes to the server as they are; resolves with all it says until it hangs up. */
function raw(pieces: (string | Buffer)[], { pauseMs = 0, end = false, cut = false } = {}): Promise<string> {
  const { port, hostname } = new URL(server.url);
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(Number(port), hostname);
    socket.on('data', (data) => {
      heard += data;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
    socket.on('connect', async () => {
      for (const piece of pieces) {
        if (socket.destroyed) return;
        socket.write(piece);
        if (pauseMs > 0) await new Promise((next) => setTimeout(next, pauseMs));
      }
      if (end) socket.end();
      if (cut) socket.resetAndDestroy();
    });
  });
}

const head = (more: string) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n${more}\r\n`;
const part = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n';
const body = (text: string) => `${head(`Content-Length: ${text.length}\r\nConnection: close\r\n`)}${text}`;

describe('faults', () => {
  it('refuses five gigabytes at once, by what is declared', async () => {
    const begun = performance.now();
    const heard = await raw([head('Content-Length: 5368709120\r\n'), part]);
    expect(heard).toMatch(/^HTTP\/1.1 413 [\s\S]*"code":"upload-too-large"/);
    expect(performance.now() - begun).toBeLessThan(1500);
    await stillWell();
  });

  it('refuses what grows too large without having said so', async () => {
    const chunk = `10000\r\n${'x'.repeat(65536)}\r\n`;
    const heard = await raw([
      head('Transfer-Encoding: chunked\r\n'),
      `52\r\n${part.padEnd(82)}\r\n`,
      ...Array(40).fill(chunk),
    ]);
    expect(heard).toMatch(/^HTTP\/1.1 413 [\s\S]*"code":"upload-too-large"/);
    await stillWell();
  });

  it('cuts off who sends too slowly', async () => {
    const drops = Array.from({ length: 100 }, () => 'x');
    const heard = await raw([head('Content-Length: 1000\r\n'), part, ...drops], { pauseMs: 100 });
    expect(heard).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":"request-too-slow"/);
    await stillWell();
  });

  it('forgets an upload that is cut', async () => {
    const begun = [head('Content-Length: 100000\r\n'), part, 'RIFF'];
    await Promise.all([raw(begun, { end: true }), raw(begun, { cut: true, pauseMs: 20 })]);
    await stillWell();
  });

  it('unpacks no bombs', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, '['));
    const json = await request(server.url)
      .post('/v1/sentiment')
      .set({ 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
      .serialize((body) => body)
      .send(bomb);
    expect([json.status, JSON.parse(json.text).code]).toEqual([413, 'request-entity-too-large']);
    await stillWell();
  });

  it.each([
    ['not HTTP', 'HELO there\r\n\r\n', 400, 'request-malformed'],
    ['headers without end', `GET / HTTP/1.1\r\n${'X-A: b\r\n'.repeat(5000)}\r\n`, 431, 'request-headers'],
    [
      'a form without boundary',
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx`,
      400,
      'multipart-malformed',
    ],
    [
      'a form cut short',
      `${head(`Content-Length: ${part.length + 6}\r\nConnection: close\r\n`)}${part}xxxxxx`,
      400,
      'multipart-malformed',
    ],
    [
      'a part of endless headers',
      body(`--x\r\n${'X-A: b\r\n'.repeat(20_000)}\r\nx\r\n--x--\r\n`),
      400,
      'multipart-malformed',
    ],
    [
      'endless fields',
      body(`${'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'.repeat(500)}--x--\r\n`),
      400,
      'multipart-unexpected',
    ],
    [
      'a form of another kind',
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      415,
      'multipart-expected',
    ],
  ])('refuses %s', async (_, bytes, status, code) => {
    const heard = await raw([bytes]);
    expect(heard).toMatch(new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*"code":"${code}"`));
    await stillWell();
  });

  it('answers no file, two files and unknown parts', async () => {
    const none = await request(server.url).post(path).field('model', 'whisper-1');
    expect([none.status, JSON.parse(none.text).code]).toEqual([400, 'multipart-no-file']);
    const two = await transcribe().attach('file', numberBytes, 'b.wav');
    expect([two.status, JSON.parse(two.text).code]).toEqual([400, 'multipart-unexpected']);
    const other = await request(server.url).post(path).attach('audio', numberBytes, 'b.wav');
    expect(JSON.parse(other.text).code).toBe('multipart-unexpected');
    expect((await request(server.url).get('/none')).status).toBe(404);
    await stillWell();
  });

  it('says when to come again instead of breaking down', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => transcribe(long)));
    const busy = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200).length + busy.length).toBe(12);
    expect(busy.length).toBeGreaterThan(0);
    expect(answers.length - busy.length).toBeGreaterThanOrEqual(3);
    expect(Number(busy[0]!.headers['retry-after'])).toBeGreaterThan(0);
    expect(JSON.parse(busy[0]!.text).code).toBe('busy');
    await stillWell();
  });

  it('does not do what a client that left has asked for', async () => {
    const { pool } = server.parts;
    const clients = Array.from({ length: 3 }, () => transcribe(long).ok(() => true));
    const ends = clients.map((client) => client.catch(() => undefined));
    while (pool.load < 3) await new Promise((next) => setTimeout(next, 5));
    for (const client of clients) client.abort();
    await Promise.all(ends);
    while (pool.load > 1) await new Promise((next) => setTimeout(next, 5)); // those that wait go at once
    await stillWell();
  });

  it('survives the death of a worker', async () => {
    const { pool } = server.parts;
    const lost = transcribe(long).then((answer) => answer);
    while (pool.load < 1) await new Promise((next) => setTimeout(next, 5));
    await new Promise((next) => setTimeout(next, 100));
    await pool.threads[0]!.terminate();
    const { status, text } = await lost;
    expect([status, JSON.parse(text).code]).toEqual([503, 'worker-lost']);
    await stillWell();
  });
});
