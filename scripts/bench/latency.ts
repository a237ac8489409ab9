/**
 * How long one waits: what the server adds over decoding in the program itself, and how soon the page is ready and hears.
 *   npm run bench -- latency [--models speech-an4,speech-en] [--rounds 40] [--page-rounds 5]
 * Prints one JSON object. Clips are those of about 3 s of the AN4 test list, or made of the shipped ones. The server is
 * a process of its own with one worker; each round has a clip answered by it and decoded here, in turn first and second,
 * both warm. Times are medians, of the difference too; processor times (`…CpuMs`) are means and of all threads, and hold
 * on a busy machine as well. The page is measured in a Chromium that has nothing of it yet; see ./latency-page.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeAudio } from '../../src/audio/read-audio.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';
import { measurePage } from './latency-page.js';
import { cpuMsOf } from './process-cpu.js';
import { median } from './quantile.js';
import { ClipClient } from './serve-client.js';
import { loadClips } from './serve-clips.js';
import { startServerProcess } from './server-process.js';

const { values: options } = parseArgs({
  options: {
    models: { type: 'string', default: 'speech-an4,speech-en' },
    rounds: { type: 'string', default: '40' },
    'page-rounds': { type: 'string', default: '5' },
  },
});
const rounds = Number(options.rounds);
/** Rounds before, in which code is still being compiled. */
const warming = 2 * rounds;

const clips = await loadClips();
const figures: Record<string, unknown> = {};
for (const model of options.models.split(',')) {
  await using server = await startServerProcess(['-m', model, '--threads', '1']);
  const added = await measureAdded(server.url, server.pid, model);
  const page = await measurePage(server.url, model, clips[0]!, Number(options['page-rounds']));
  figures[model] = rounded({ ...added, ...(page && { page }) });
}
process.stdout.write(`${JSON.stringify(figures)}\n`);

async function measureAdded(url: string, pid: number, model: string) {
  using recognizer = await openRecognizer(join(packageFolder(), 'models', model));
  const client = new ClipClient(url, 1);
  const [here, there, added]: [number[], number[], number[]] = [[], [], []];
  let cpuHere = 0;
  let cpuBefore = 0;
  let wrong = 0;
  for (let i = -warming; i < rounds; i++) {
    if (i === 0) [cpuHere, cpuBefore] = [0, cpuMsOf(pid)];
    const clip = clips[(i + warming) % clips.length]!;
    const decode = async () => {
      const [begun, cpuBegun] = [performance.now(), process.cpuUsage()];
      const { text } = recognizer.transcribe(await decodeAudio(clip));
      const { user, system } = process.cpuUsage(cpuBegun);
      cpuHere += (user + system) / 1000;
      return { text, milliseconds: performance.now() - begun };
    };
    const isServerFirst = i % 2 === 0;
    const before = isServerFirst ? undefined : await decode();
    const answer = await client.transcribe(clip);
    const own = before ?? (await decode());
    if (answer.status !== 200 || answer.text !== own.text) wrong++;
    if (i < 0) continue;
    here.push(own.milliseconds);
    there.push(answer.milliseconds);
    added.push(answer.milliseconds - own.milliseconds);
  }
  client.close();
  const cpuThere = cpuMsOf(pid) - cpuBefore;
  return {
    rounds,
    wrong,
    hereMs: median(here),
    serverMs: median(there),
    addedMs: median(added),
    hereCpuMs: cpuHere / rounds,
    serverCpuMs: cpuThere / rounds,
    addedCpuMs: (cpuThere - cpuHere) / rounds,
  };
}

/** Hundredths are more than is known. */
function rounded(value: object): object {
  return JSON.parse(JSON.stringify(value, (_, x) => (typeof x === 'number' ? Number(x.toFixed(2)) : x)));
}
