/** Many streams at once, their samples mixed together on the way: each is told its own words, by its own grammar. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readAudioFile } from '../../src/audio/read-audio.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';
import { openStream } from './stream-client.js';
import { startTestServer } from './test-server.js';

const EACH = 3;
/** 100 ms of samples. */
const PIECE = 3200;
const clip = (name: string) => join(packageFolder(), 'corpora/clips', name);
const one = (sentence: string) => `#JSGF V1.0; grammar g; public <g> = ${sentence};`;
const KINDS = [
  { file: clip('number.wav') },
  { file: clip('start.wav') },
  { file: clip('number.wav'), grammar: one('ONE HUNDRED AND (NINETY | THIRTY) FIVE') },
  { file: clip('number.wav'), grammar: one('(TWENTY | THIRTY) FIVE') },
];

/** What the recogniser says of the whole clip, without any server. */
async function expected({ file, grammar }: (typeof KINDS)[number]): Promise<string> {
  using recognizer = await openRecognizer(
    join(packageFolder(), 'models/speech-an4'),
    grammar ? { grammar } : {},
  );
  return recognizer.transcribe(await readAudioFile(file)).text;
}

it('tells each of many streams its own words', async () => {
  const texts = await Promise.all(KINDS.map(expected));
  expect(new Set(texts).size).toBe(KINDS.length);
  await using server = await startTestServer({ models: ['speech-an4'], maxStreamsPerClient: 16, threads: 2 });
  const kinds = Array.from({ length: EACH * KINDS.length }, (_, i) => i % KINDS.length);
  const streams = await Promise.all(
    kinds.map((kind) => {
      const { grammar } = KINDS[kind]!;
      return openStream(server.url, { partialMs: 1000, ...(grammar && { grammar }) });
    }),
  );
  const samples = KINDS.map(({ file }) => readFileSync(file).subarray(44));
  const longest = Math.max(...samples.map(({ length }) => length));
  for (let at = 0; at < longest; at += PIECE) {
    streams.forEach(({ send }, i) => {
      const piece = samples[kinds[i]!]!.subarray(at, at + PIECE);
      if (piece.length > 0) send(piece);
    });
    await sleep(5);
  }
  for (const { send } of streams) send('{"type":"end"}');
  expect(await Promise.all(streams.map(({ closed }) => closed))).toEqual(streams.map(() => [1000, '']));
  const heard = streams.map(({ messages }) =>
    messages.flatMap(({ type, text }) => (type === 'final' ? [text] : [])).join(' '),
  );
  expect(heard).toEqual(kinds.map((kind) => texts[kind]));
}, 60_000);
