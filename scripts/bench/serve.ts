/**
 * Many clients at one server: answers that are lost, wrong or late, and what becomes of the server's memory.
 *   npm run bench -- serve [--clients 200] [--seconds 120] [--model speech-an4] [--threads N] [-o json]
 * The server is a process of its own, started as users start it. Clips are the 3 s ones of the AN4 test list, or made
 * of the shipped ones; the right answer is what the recogniser says in this process. Refused clients (429) come again
 * when they are told to. `healthz` is asked ten times a second from a thread of its own. What the server adds to one
 * client's waiting is measured by ./latency.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { decodeAudio } from '../../src/audio/read-audio.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';
import { residentMegabytes } from './process-cpu.js';
import { quantile } from './quantile.js';
import { type Answer, ClipClient } from './serve-client.js';
import { loadClips } from './serve-clips.js';
import { startServerProcess } from './server-process.js';

const { values: options } = parseArgs({
  options: {
    clients: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '120' },
    model: { type: 'string', default: 'speech-an4' },
    threads: { type: 'string' },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});
/** The memory of the first seconds, in which buffers grow to their size, is not looked at. */
const SETTLING_SHARE = 1 / 4;

const clips = await loadClips();
using recognizer = await openRecognizer(join(packageFolder(), 'models', options.model));
const here = async (bytes: Uint8Array) => recognizer.transcribe(await decodeAudio(bytes)).text;
const texts = await Promise.all(clips.map(here));

const threads = options.threads === undefined ? [] : ['--threads', options.threads];
await using server = await startServerProcess(['-m', options.model, ...threads]);
const client = new ClipClient(server.url, Number(options.clients));
const probe = new Worker(new URL('./serve-probe.js', import.meta.url), {
  workerData: `${server.url}/healthz`,
});
const memory: number[] = [];
const watch = setInterval(() => memory.push(residentMegabytes(server.pid)), 1000);
const begun = performance.now();
const until = begun + 1000 * Number(options.seconds);
const answers = (
  await Promise.all(Array.from({ length: Number(options.clients) }, (_, i) => ask(client, i, until)))
).flat();
const seconds = (performance.now() - begun) / 1000;
clearInterval(watch);
probe.postMessage('stop');
const [health] = (await once(probe, 'message')) as [number[]];
client.close();
report(answers, seconds, health, memory);

/** One client: clip after clip, each asked for until it is answered. */
async function ask(
  client: ClipClient,
  number: number,
  until: number,
): Promise<(Answer & { clip: number })[]> {
  const answers = [];
  for (let i = number; performance.now() < until; i++) {
    const clip = (7 * i) % clips.length;
    const answer = await client.transcribe(clips[clip]!);
    answers.push({ ...answer, clip });
    if (answer.retryAfterSeconds !== undefined) {
      i--; // the same again
      await sleep(1000 * answer.retryAfterSeconds);
    }
  }
  return answers;
}

function report(
  answers: readonly (Answer & { clip: number })[],
  seconds: number,
  health: readonly number[],
  memory: readonly number[],
): void {
  const good = answers.filter(({ status }) => status === 200);
  const wrong = good.filter(({ text, clip }) => text !== texts[clip]);
  const refused = answers.filter(({ status }) => status === 429);
  const settled = memory.slice(Math.floor(SETTLING_SHARE * memory.length));
  const half = Math.floor(settled.length / 2);
  const figures = {
    seconds,
    answered: good.length,
    answersASecond: good.length / seconds,
    wrong: wrong.length,
    ofAnotherClip: wrong.filter(({ text }) => texts.includes(text)).length,
    refused: refused.length,
    refusedWithoutRetryAfter: refused.filter(({ retryAfterSeconds }) => !(retryAfterSeconds! > 0)).length,
    lost: answers.length - good.length - refused.length,
    healthAsked: health.length,
    healthP50Ms: quantile(health, 0.5),
    healthP99Ms: quantile(health, 0.99),
    memoryFirstHalfMegabytes: quantile(settled.slice(0, half), 0.5),
    memoryLastHalfMegabytes: quantile(settled.slice(half), 0.5),
    memoryEndMegabytes: memory.at(-1) ?? Number.NaN,
  };
  if (options.output === 'json') process.stdout.write(`${JSON.stringify(figures)}\n`);
  else {
    for (const [name, value] of Object.entries(figures))
      process.stdout.write(`${name} ${Number(value.toFixed(2))}\n`);
  }
}
