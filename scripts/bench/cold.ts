/**
 * What one clip costs from cold: CPU time (user and system) of a whole `utterly transcribe` process, threads of the
 * JavaScript engine included; the median of several runs of each model, in turns.
 *   npm run bench -- cold [CLIP] [--model speech-an4 --model speech-en] [--runs 7] [-o json]
 * Without a clip: three seconds made of the shipped ones.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readAudioFile } from '../../src/audio/read-audio.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { wavOf } from '../wav-of.js';
import { cpuSeconds, median } from './cpu-seconds.js';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', multiple: true, default: ['speech-an4', 'speech-en'] },
    runs: { type: 'string', default: '7' },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});
const SECONDS = 3;
const SHIPPED = ['number.wav', 'start.wav'];

const root = packageFolder();
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: { utterly: string } };
const program = join(root, bin.utterly);
const folder = mkdtempSync(join(tmpdir(), 'bench-cold-'));
try {
  const clip = positionals[0] ?? (await shippedClips(join(folder, 'clip.wav')));
  const { durationSeconds } = await readAudioFile(clip);
  const seconds = new Map<string, number[]>([
    ['node', []],
    ...options.model.map((m): [string, number[]] => [m, []]),
  ]);
  for (let run = 0; run < Number(options.runs); run++) {
    for (const [model, list] of seconds) {
      list.push(cpuSeconds(model === 'node' ? ['-e', '0'] : [program, 'transcribe', '-m', model, clip]));
    }
  }
  const cpu = Object.fromEntries([...seconds].map(([model, list]) => [model, median(list)]));
  if (options.output === 'json')
    process.stdout.write(`${JSON.stringify({ durationSeconds, cpuSeconds: cpu })}\n`);
  else {
    process.stdout.write(`clip of ${durationSeconds.toFixed(2)} s, CPU seconds from cold\n`);
    for (const [model, value] of Object.entries(cpu)) process.stdout.write(`${model} ${value.toFixed(3)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** The shipped clips one after the other, with silence to fill the time, as a file. */
async function shippedClips(path: string): Promise<string> {
  const samples = new Float32Array(SECONDS * 16000);
  let at = 0;
  for (const name of SHIPPED) {
    const clip = await readAudioFile(join(root, 'corpora', 'clips', name));
    samples.set(clip.samples.subarray(0, samples.length - at), at);
    at += clip.samples.length;
  }
  writeFileSync(path, wavOf(samples));
  return path;
}
