/** Streams of a model that hears in part: a worker hears each sample once while it comes, and the final is the clip's. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clipOfSamples } from '../../src/audio/decode-audio.js';
import { createRandom } from '../../src/random.js';
import type { Jobs } from '../../src/server/recognition/jobs.js';
import type { RunningServer } from '../../src/server/serve.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';
import { say, writeToneModel } from '../speech/neural/tone-model.js';
import { openStream, type StreamClient } from './stream-client.js';
import { startTestServer } from './test-server.js';

const folder = mkdtempSync(join(tmpdir(), 'tones-'));
const SAID = ['SEE', 'SUE', 'NO', 'SUE', 'SEE', 'SUE', 'NO', 'SEE'];
const pcm = Int16Array.from(say(SAID, createRandom(4)), (x) => Math.round(32767 * x));
/** 100 ms. */
const PIECE = 1600;
let server: RunningServer;
let expected: { text: string; words: unknown[] };
beforeAll(async () => {
  writeToneModel(folder);
  server = await startTestServer({ models: [folder], threads: 2 });
  using recognizer = await openRecognizer(folder);
  const samples = Float32Array.from(pcm, (x) => x / 32768);
  expected = recognizer.transcribe(await clipOfSamples(samples, 16_000));
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const open = () => openStream(server.url, { partialMs: 100, trailingSilenceMs: 0 });
/** Says all of it, each piece when what came before has been heard. @param between - called when half of it is said */
async function speak({ send }: StreamClient, between?: () => Promise<unknown>): Promise<void> {
  for (let at = 0; at < pcm.length; at += PIECE) {
    if (between && at === PIECE * Math.floor(pcm.length / PIECE / 2)) await between();
    const piece = pcm.subarray(at, at + PIECE);
    send(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    await sleep(20);
    while (server.parts.pool.load > 0) await sleep(5);
  }
  send('{"type":"end"}');
}
const textsOf = ({ messages }: StreamClient, kind: string) =>
  messages.filter(({ type }) => type === kind).map(({ text }) => text as string);

describe('/v1/stream of a model that hears in part', () => {
  it('hears each sample once on the way, and ends as the clip does', async () => {
    const run = vi.spyOn(server.parts.pool, 'run');
    const streams = await Promise.all([open(), open(), open()]);
    await Promise.all(streams.map((stream) => stream.next('ready')));
    await Promise.all(streams.map((stream) => speak(stream)));
    expect(await Promise.all(streams.map(({ closed }) => closed))).toEqual(streams.map(() => [1000, '']));
    for (const stream of streams) {
      const partials = textsOf(stream, 'partial');
      expect(partials.at(-1)!.split(' ').length).toBeGreaterThan(2);
      for (const text of partials) expect(SAID.join(' ').startsWith(text)).toBe(true);
      expect(textsOf(stream, 'final')).toEqual([expected.text]);
    }
    const jobs = run.mock.calls.map(([kind, job]) => ({ kind, job }));
    run.mockRestore();
    expect(jobs.filter(({ kind }) => kind === 'transcribe')).toHaveLength(streams.length); // the finals
    const parts = jobs.flatMap(({ kind, job }) => (kind === 'hear' ? [job as Jobs['hear']] : []));
    const beginnings = parts.filter(({ from }) => from === 0);
    expect(new Set(parts.map(({ utterance }) => utterance)).size).toBe(streams.length);
    expect(beginnings).toHaveLength(streams.length);
    expect(parts.length).toBeGreaterThan(2 * streams.length);
  });

  it('goes on, and ends the same, when its worker dies in the middle', async () => {
    const stream = await open();
    await stream.next('ready');
    let told = 0;
    await speak(stream, async () => {
      await stream.next('partial');
      await Promise.all(server.parts.pool.threads.map((thread) => thread.terminate()));
      told = textsOf(stream, 'partial').length;
    });
    expect(await stream.closed).toEqual([1000, '']);
    expect(textsOf(stream, 'partial').length).toBeGreaterThan(told);
    expect(textsOf(stream, 'final')).toEqual([expected.text]);
    expect(server.parts.pool.load).toBe(0);
  });
});
