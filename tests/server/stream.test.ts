/** Speech over a WebSocket: what it gives, whom it lets in, and how it ends whatever comes. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/server/serve.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { openStream, refusedUpgrade } from './stream-client.js';
import { NUMBER_CLIP, NUMBER_TEXT, numberBytes, startTestServer } from './test-server.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer({ maxStreamsPerClient: 3, streamIdleSeconds: 1, maxStreamSeconds: 20 });
});
afterAll(() => server.close());

const samples = numberBytes.subarray(44);
const open = (config: object | string = {}) => openStream(server.url, config);
const stillWell = async () => {
  const answer = await request(server.url)
    .post('/v1/audio/transcriptions')
    .attach('file', numberBytes, 'a.wav');
  expect(answer.body.text).toBe(NUMBER_TEXT);
  expect(server.parts.pool.load).toBe(0);
  expect((await server.parts.metrics.streams.get()).values[0]!.value).toBe(0);
};

describe('/v1/stream', () => {
  it('writes down what is said while it is said', async () => {
    const stream = await open({ sampleRateHz: 16000, encoding: 'pcm16', partialMs: 300 });
    expect(await stream.next('ready')).toEqual({ type: 'ready', model: 'speech-an4' });
    for (let at = 0; at < samples.length; at += 3200) {
      stream.send(samples.subarray(at, at + 3200));
      await new Promise((next) => setTimeout(next, 20));
    }
    stream.send('{"type":"end"}');
    expect(await stream.closed).toEqual([1000, '']);
    const partials = stream.messages.filter(({ type }) => type === 'partial');
    expect(partials.length).toBeGreaterThan(0);
    const [final, done] = stream.messages.slice(-2);
    expect(final).toMatchObject({ type: 'final', utterance: 0, text: NUMBER_TEXT, start: 0, end: 2.015 });
    const offline = await request(server.url)
      .post('/v1/audio/transcriptions')
      .field('response_format', 'verbose_json')
      .field('timestamp_granularities[]', 'word')
      .attach('file', numberBytes, 'a.wav');
    expect(final!.words).toEqual(offline.body.words);
    expect(done).toEqual({ type: 'done', duration: 2.015 });
    await stillWell();
  });

  it('hears floats, by the grammar and model of this stream alone', async () => {
    const grammar = '#JSGF V1.0; grammar g; public <g> = ONE HUNDRED AND NINETY FIVE;';
    const floats = Buffer.alloc(2 * samples.length);
    for (let i = 0; i < samples.length / 2; i++)
      floats.writeFloatLE(samples.readInt16LE(2 * i) / 32768, 4 * i);
    const streams = await Promise.all([
      open({ grammar, encoding: 'float32', partialMs: 0 }),
      open({ partialMs: 0 }),
      open({ model: 'speech-digits', partialMs: 0 }),
    ]);
    streams.forEach((stream, i) => {
      stream.send(i === 0 ? floats : samples);
      stream.send('{"type":"end"}');
    });
    await Promise.all(streams.map(({ closed }) => closed));
    const texts = streams.map(({ messages }) => messages.find(({ type }) => type === 'final')!.text);
    expect(texts.slice(0, 2)).toEqual(['ONE HUNDRED AND NINETY FIVE', NUMBER_TEXT]);
    expect(texts[2]).toMatch(/^[A-Z]+$/);
    expect(streams[2]!.messages[0]).toEqual({ type: 'ready', model: 'speech-digits' });
    await stillWell();
  });

  it.each<[string, object | string, (Buffer | string)[], number, string]>([
    ['samples before the configuration', '', [samples], 1003, 'stream-no-config'],
    ['a configuration that is not JSON', 'hello', [], 1007, 'stream-bad-json'],
    ['a configuration of the wrong type', '[]', [], 1007, 'request-invalid'],
    ['wrong types in it', { sampleRateHz: '16000' }, [], 1007, 'request-invalid'],
    ['unknown fields in it', { rate: 16000 }, [], 1007, 'request-invalid'],
    ['a rate out of range', { sampleRateHz: 1e9 }, [], 1007, 'request-invalid'],
    ['an unknown model', { model: '../speech-an4' }, [], 1008, 'model-not-found'],
    ['a broken grammar', { grammar: '#JSGF V1.0; grammar g; public <g> = (' }, [], 1008, 'grammar-syntax'],
    ['half a sample', {}, [samples.subarray(0, 333)], 1007, 'stream-ragged-samples'],
    ['what is no number', { encoding: 'float32' }, [Buffer.alloc(8000, 255)], 1007, 'audio-not-a-number'],
    ['another configuration', {}, ['{"sampleRateHz":8000}'], 1003, 'stream-unknown-message'],
    ['too large a message', {}, [Buffer.alloc(2 ** 20)], 1009, 'stream-message-too-large'],
    ['silence on the line', {}, [], 1008, 'stream-idle'],
    ['more than may be said', { partialMs: 0 }, Array(41).fill(Buffer.alloc(16000)), 1008, 'stream-too-long'],
  ])('refuses %s', async (_, config, messages, close, code) => {
    const stream = await open(config);
    for (const message of messages) stream.send(message);
    expect(await stream.closed).toEqual([close, code]);
    const last = stream.messages.at(-1)!;
    expect(last).toMatchObject({
      type: 'error',
      code,
      found: expect.any(String),
      remedy: expect.any(String),
    });
    await stillWell();
  });

  it('limits the streams of a client, and tells plain requests what it is', async () => {
    const three = await Promise.all([open(), open(), open()]);
    expect(await refusedUpgrade(server.url, '/v1/stream')).toMatchObject({
      status: 429,
      code: 'stream-limit',
    });
    for (const stream of three) stream.send('{"type":"end"}');
    await Promise.all(three.map(({ closed }) => closed));
    expect(await refusedUpgrade(server.url, '/v1/other')).toMatchObject({ status: 404 });
    const plain = await request(server.url).get('/v1/stream');
    expect([plain.status, JSON.parse(plain.text).code]).toEqual([426, 'upgrade-required']);
    await stillWell();
  });

  it('is open to its own page and to who has the token', async () => {
    const foreign = await refusedUpgrade(server.url, '/v1/stream', { Origin: 'https://evil.example' });
    expect(foreign).toMatchObject({ status: 403, code: 'foreign-site' });
    await using closed = await startTestServer({ models: ['speech-digits'], token: 'secret' });
    const none = await refusedUpgrade(closed.url, '/v1/stream');
    expect(none).toMatchObject({ status: 401, code: 'token-required' });
    const page = await openStream(
      closed.url,
      {},
      { query: '?token=secret', headers: { Origin: closed.url } },
    );
    expect(await page.next('ready')).toBeTruthy();
    const program = await openStream(closed.url, {}, { headers: { Authorization: 'Bearer secret' } });
    expect(await program.next('ready')).toBeTruthy();
    // A server that stops lets streams end.
    const stopped = closed.close();
    expect(await page.closed).toEqual([1001, 'server-stopping']);
    expect(page.messages.at(-1)).toEqual({ type: 'done', duration: 0 });
    await stopped;
  });

  it('is spoken by the example', async () => {
    const example = join(packageFolder(), 'scripts/examples/stream.mjs');
    const run = await promisify(execFile)(process.execPath, [
      example,
      NUMBER_CLIP,
      server.url.replace('http', 'ws'),
    ]);
    expect(run.stdout).toBe(`${NUMBER_TEXT}\n`);
    expect(run.stderr).toMatch(/^(\.\.\. .*\n)+$/);
  });
});
