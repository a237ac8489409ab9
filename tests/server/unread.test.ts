/** Clients that ask and never read: they are let go, and nothing of what they left unread is kept. */
import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import type { RunningServer } from '../../src/server/serve.js';
import { StreamSession } from '../../src/server/streaming/session.js';
import { numberBytes, startTestServer } from './test-server.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer({ models: ['speech-an4'], stalledSeconds: 2 });
});
afterAll(() => server.close());

/** A connection whose other end will never hear that anything was read. */
async function deafSocket(): Promise<Socket> {
  const { port, hostname } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Writes again and again until the connection is gone. */
async function insist(socket: Socket, bytes: Buffer, pauseMs: number): Promise<void> {
  const closed = once(socket, 'close');
  while (!socket.destroyed) {
    const isRoom = socket.write(bytes);
    const next = isRoom ? new Promise((resolve) => setTimeout(resolve, pauseMs)) : once(socket, 'drain');
    await Promise.race([next, closed]).catch(() => undefined);
  }
}

/** A socket whose other end has left two megabytes unread; what is sent all the same is gathered. */
class FullSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  isPaused = false;
  readonly bufferedAmount = 2 ** 21;
  readonly sent: { type: string; code?: string }[] = [];
  pause() {
    this.isPaused = true;
  }
  resume() {
    this.isPaused = false;
  }
  send(message: string) {
    this.sent.push(JSON.parse(message));
  }
  close(code: number) {
    this.readyState = 2;
    this.emit('close', code);
  }
}

const others = async () => {
  expect((await request(server.url).get('/healthz')).status).toBe(200);
  expect(server.parts.pool.load).toBe(0);
};

describe('clients that never read', () => {
  it('end as streams that ping for ever', async () => {
    const socket = await deafSocket();
    socket.write(
      'GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await once(socket, 'data'); // the stream is open
    socket.pause();
    const ping = Buffer.concat([Buffer.from([0x89, 0x80 | 125, 0, 0, 0, 0]), Buffer.alloc(125)]);
    await insist(socket, Buffer.concat(Array<Buffer>(2000).fill(ping)), 0);
    const { streams } = server.parts.metrics;
    await expect.poll(async () => (await streams.get()).values[0]!.value).toBe(0);
    await others();
  }, 30_000);

  it('are told no more of what may change, and let go when they miss what will not', async () => {
    const socket = new FullSocket();
    new StreamSession(socket as unknown as WebSocket, server.parts);
    const closed = once(socket, 'close');
    socket.emit('message', Buffer.from('{"partialMs":100}'), false);
    await expect.poll(() => socket.sent.length, { timeout: 20_000 }).toBe(1);
    const samples = numberBytes.subarray(44);
    for (let at = 0; at < samples.length; at += 3200) {
      socket.emit('message', samples.subarray(at, at + 3200), true);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    socket.emit('message', Buffer.from('{"type":"end"}'), false);
    expect(await closed).toEqual([1008]);
    expect(socket.sent.map(({ type, code }) => code ?? type)).toEqual(['ready', 'stream-unread']);
    await others();
  }, 60_000);

  it('end as connections that ask for file after file', async () => {
    const socket = await deafSocket();
    const ask = Buffer.from('GET /models/speech-an4/weights.bin HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await insist(socket, Buffer.concat(Array<Buffer>(10).fill(ask)), 200);
    await others();
  }, 30_000);
});
