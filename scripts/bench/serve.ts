/**
 * Many clients at one server: answers that are lost, wrong or late, and what becomes of the server's memory.
 *   npm run bench -- serve [--clients 200] [--seconds 120] [--model speech-an4] [--threads N] [-o json]
 * The server is a process of its own, started as users start it. Clips are the 3 s ones of the AN4 test list, or made
 * of the shipped ones; the right answer is what the recogniser says in this process. Refused clients (429) come again
 * when they are told to. What the server adds is measured over pairs, one clip answered and then decoded here, before
 * the other clients come: `addedMedianMs` of time, which other programs on the machine lengthen, and `addedCpuMs` of
 * processor time of the whole server. `healthz` is asked ten times a second from a thread of its own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { decodeAudio } from '../../src/audio/read-audio.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';
import { type Answer, ClipClient } from './serve-client.js';
import { loadClips } from './serve-clips.js';

const { values: options } = parseArgs({
  options: {
    clients: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '120' },
    model: { type: 'string', default: 'speech-an4' },
    threads: { type: 'string' },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});
const PAIRS = 40;
/** Pairs before, in which code is still being compiled. */
const WARMING = 80;
/** The memory of the first seconds, in which buffers grow to their size, is not looked at. */
const SETTLING_SHARE = 1 / 4;

const root = packageFolder();
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: { utterly: string } };
const clips = await loadClips();
using recognizer = await openRecognizer(join(root, 'models', options.model));
const here = async (bytes: Uint8Array) => recognizer.transcribe(await decodeAudio(bytes)).text;
const texts = await Promise.all(clips.map(here));

const threads = options.threads === undefined ? [] : ['--threads', options.threads];
const args = [join(root, bin.utterly), 'serve', '--port', '0', '-m', options.model, '--quiet', ...threads];
const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const [line] = await once(server.stdout, 'data');
  const url = String(line).trim();
  const client = new ClipClient(url, Number(options.clients));
  const added = await addedLatency(client);
  const probe = new Worker(new URL('./serve-probe.js', import.meta.url), { workerData: `${url}/healthz` });
  const memory: number[] = [];
  const watch = setInterval(() => memory.push(residentMegabytes()), 1000);
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
  report(answers, seconds, health, memory, added);
} finally {
  server.kill('SIGTERM');
  await once(server, 'exit');
}

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

/** Milliseconds that an answer takes longer than decoding here, pair by pair, and of processor time on the average. */
async function addedLatency(client: ClipClient): Promise<{ milliseconds: number[]; cpuMs: number }> {
  const milliseconds: number[] = [];
  let cpuHere = 0;
  let cpuBefore = 0;
  for (let i = -WARMING; i < PAIRS; i++) {
    if (i === 0) {
      cpuBefore = cpuOfServer();
      cpuHere = 0;
    }
    const clip = clips[(i + WARMING) % clips.length]!;
    const answer = await client.transcribe(clip);
    const [begun, cpuBegun] = [performance.now(), process.cpuUsage()];
    await here(clip);
    const { user, system } = process.cpuUsage(cpuBegun);
    cpuHere += (user + system) / 1000;
    if (i >= 0) milliseconds.push(answer.milliseconds - (performance.now() - begun));
  }
  return { milliseconds, cpuMs: (cpuOfServer() - cpuBefore - cpuHere) / PAIRS };
}

/** Processor time of all its threads, in ms. */
function cpuOfServer(): number {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12])); // in clock ticks
}

function residentMegabytes(): number {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

function report(
  answers: readonly (Answer & { clip: number })[],
  seconds: number,
  health: readonly number[],
  memory: readonly number[],
  added: { milliseconds: readonly number[]; cpuMs: number },
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
    addedMedianMs: quantile(added.milliseconds, 0.5),
    addedCpuMs: added.cpuMs,
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

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
