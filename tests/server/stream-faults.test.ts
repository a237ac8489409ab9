/** What broken, slow and hostile clients do to streams: typed closes, nobody else disturbed, nothing left behind. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/server/serve.js';
import { openStream } from './stream-client.js';
import { NUMBER_TEXT, numberBytes, startTestServer } from './test-server.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer({ models: ['speech-an4'], streamIdleSeconds: 2, receiveSeconds: 2 });
});
afterAll(() => server.close());

const samples = numberBytes.subarray(44);
const END = '{"type":"end"}';

/** A bystander hears right all the same, and then nothing is left. */
async function stillWell() {
  const bystander = await openStream(server.url, { partialMs: 0 });
  bystander.send(samples);
  bystander.send(END);
  expect(await bystander.closed).toEqual([1000, '']);
  expect(bystander.messages.find(({ type }) => type === 'final')!.text).toBe(NUMBER_TEXT);
  await expect.poll(() => server.parts.pool.load).toBe(0);
  await expect.poll(async () => (await server.parts.metrics.streams.get()).values[0]!.value).toBe(0);
}

/** A frame as a client sends it, masked with zeros; `length` is what it claims. */
function frame(
  first: number,
  payload: Buffer | string,
  { length = payload.length, masked = true } = {},
): Buffer {
  const mask = masked ? 0x80 : 0;
  const head = Buffer.alloc(10 + (masked ? 4 : 0));
  head[0] = first;
  head[1] = mask | 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, Buffer.from(payload)]);
}

const text = (payload: string) => frame(0x81, payload);

/** Opens a stream by hand and writes bytes as they are. @returns the last message and the close */
function raw(
  pieces: readonly Buffer[],
  { pauseMs = 0, cut = false } = {},
): Promise<{ code?: string; close: unknown }> {
  const { port, hostname } = new URL(server.url);
  const key = randomBytes(16).toString('base64');
  const socket = connect(Number(port), hostname);
  const heard: Buffer[] = [];
  socket.on('data', (data) => heard.push(data));
  socket.on('error', () => undefined);
  socket.write(
    `GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  socket.once('data', async () => {
    for (const piece of pieces) {
      if (socket.destroyed) return;
      socket.write(piece);
      if (pauseMs > 0) await sleep(pauseMs);
    }
    if (cut) socket.resetAndDestroy();
  });
  return new Promise((resolve) => socket.on('close', () => resolve(readFrames(Buffer.concat(heard)))));
}

/** The code of the last error message, and code and reason of the close frame. */
function readFrames(bytes: Buffer): { code?: string; close: unknown } {
  const result: { code?: string; close: unknown } = { close: undefined };
  for (let at = bytes.indexOf('\r\n\r\n') + 4; at < bytes.length; ) {
    const short = bytes[at + 1]!;
    const from = at + (short === 126 ? 4 : 2);
    const to = from + (short === 126 ? bytes.readUInt16BE(at + 2) : short);
    const payload = bytes.subarray(from, to);
    if (bytes[at] === 0x81) result.code = JSON.parse(String(payload)).code;
    if (bytes[at] === 0x88) result.close = [payload.readUInt16BE(0), String(payload.subarray(2))];
    at = to;
  }
  return result;
}

describe('faults of streams', () => {
  it.each<[string, Buffer[], number, string]>([
    ['frames without mask', [frame(0x81, '{}', { masked: false })], 1002, 'stream-bad-frame'],
    ['unknown kinds of frames', [frame(0x83, '')], 1002, 'stream-bad-frame'],
    ['compression nobody agreed on', [frame(0xc1, '{}')], 1002, 'stream-bad-frame'],
    ['a continuation of nothing', [frame(0x80, 'x')], 1002, 'stream-bad-frame'],
    [
      'five gigabytes, by what is declared',
      [frame(0x82, '', { length: 5 * 2 ** 30 })],
      1009,
      'stream-message-too-large',
    ],
    [
      'a message in endless parts',
      [text('{}'), frame(0x02, Buffer.alloc(60_000)), ...Array(9).fill(frame(0x00, Buffer.alloc(60_000)))],
      1009,
      'stream-message-too-large',
    ],
    ['text that is not UTF-8', [frame(0x81, Buffer.from([0xff, 0xfe]))], 1007, 'stream-bad-text'],
    ['numbers, nulls and lists for a configuration', [text('null')], 1007, 'request-invalid'],
    ['depth', [text('['.repeat(100_000))], 1007, 'stream-bad-json'],
  ])('refuses %s', async (_, pieces, close, code) => {
    expect(await raw(pieces)).toEqual({ code, close: [close, code] });
    await stillWell();
  });

  it('ends who sends a byte now and then', async () => {
    const drops = Array.from({ length: 60 }, () => Buffer.from('x'));
    const ended = await raw([text('{}'), frame(0x82, '', { length: 1000 }), ...drops], { pauseMs: 100 });
    expect(ended).toEqual({ code: 'stream-idle', close: [1008, 'stream-idle'] });
    await stillWell();
  });

  it('forgets who is cut off, in a frame or in the middle of recognition', async () => {
    await raw([text('{}'), frame(0x82, 'RIFF', { length: 1000 })], { cut: true });
    const { pool } = server.parts;
    for (let i = 0; i < 3; i++) {
      const leaver = await openStream(server.url, { partialMs: 100 });
      await leaver.next('ready');
      leaver.send(samples);
      leaver.send(END);
      while (pool.load === 0) await sleep(1);
      leaver.socket.terminate();
    }
    await stillWell();
  });

  it('refuses handshakes that are none', async () => {
    const answer = await request(server.url)
      .get('/v1/stream')
      .set({ Connection: 'Upgrade', Upgrade: 'websocket' });
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([400, 'stream-bad-handshake']);
    const other = await request(server.url).get('/healthz').set({ Connection: 'Upgrade', Upgrade: 'h2c' });
    expect(JSON.parse(other.text).code).toBe('no-such-route');
    await stillWell();
  });

  it('hears an utterance again when its worker dies', async () => {
    const stream = await openStream(server.url, { partialMs: 0 });
    await stream.next('ready');
    stream.send(samples);
    stream.send(END);
    const { pool } = server.parts;
    while (pool.load === 0) await sleep(1);
    await sleep(20);
    await pool.threads[0]!.terminate();
    expect(await stream.closed).toEqual([1000, '']);
    expect(stream.messages.find(({ type }) => type === 'final')!.text).toBe(NUMBER_TEXT);
    await stillWell();
  });

  it('hears all of what comes faster than it hears', async () => {
    const spell = Buffer.concat([samples, Buffer.alloc(32_000)]); // the pause ends the utterance
    const stream = await openStream(server.url, { partialMs: 0 });
    await stream.next('ready');
    for (let i = 0; i < 4; i++) stream.send(spell);
    stream.send(END);
    expect(await stream.closed).toEqual([1000, '']);
    const finals = stream.messages.filter(({ type }) => type === 'final');
    expect(finals.map(({ utterance }) => utterance)).toEqual([0, 1, 2, 3]);
    for (const final of finals) expect(final.text).toMatch(/^ONE HUNDRED/);
    await stillWell();
  });

  it('tells what it has heard before it stops', async () => {
    const stopping = await startTestServer({ models: ['speech-an4'] });
    const stream = await openStream(stopping.url, { partialMs: 0 });
    await stream.next('ready');
    stream.send(samples);
    await sleep(100);
    await stopping.close();
    expect(await stream.closed).toEqual([1001, 'server-stopping']);
    expect(stream.messages.map(({ type, text: said }) => [type, said])).toEqual([
      ['ready', undefined],
      ['final', NUMBER_TEXT],
      ['done', undefined],
    ]);
  });

  it('answers a target that is no address as one that is not there', async () => {
    const { port, hostname } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.end('GET // HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const heard: Buffer[] = [];
    for await (const data of socket) heard.push(data as Buffer);
    expect(Buffer.concat(heard).toString()).toMatch(/^HTTP\/1.1 404 /);
  });
});
