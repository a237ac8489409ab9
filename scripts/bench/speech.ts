/**
 * Real-time factor and cold start of speech-an4 on the AN4 test list, beside PocketSphinx where it is installed
 * (Debian: pocketsphinx pocketsphinx-en-us): CPU time of one core, features included, all in one run.
 *   npm run bench -- speech [-o json]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readAudioFile } from '../../src/audio/read-audio.js';
import { corporaFolder, packageFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';
import { commandCpuSeconds, cpuSeconds, median } from './cpu-seconds.js';

const { values: options } = parseArgs({
  options: { output: { type: 'string', short: 'o', default: 'text' } },
});
const COLD_RUNS = 7;
const SPHINX_MODEL = '/usr/share/pocketsphinx/model/en-us/en-us';

const utterances = readPinnedCorpus('an4-test');
const figures: Record<string, number> = {};

const clips = await Promise.all(utterances.map(({ audio }) => readAudioFile(audio)));
const audioSeconds = clips.reduce((sum, clip) => sum + clip.durationSeconds, 0);
const recognizer = await openRecognizer(join(packageFolder(), 'models', 'speech-an4'));
let heapAfterWarmUp = 0;
const rounds: number[] = [];
for (let round = 0; round < 4; round++) {
  const begin = process.cpuUsage();
  for (const clip of clips) recognizer.transcribe(clip);
  const { user, system } = process.cpuUsage(begin);
  rounds.push((user + system) / 1e6 / audioSeconds);
  globalThis.gc?.();
  if (round === 0) heapAfterWarmUp = process.memoryUsage().rss;
}
figures.realTimeFactor = median(rounds);
figures.residentGrowthMegabytes = (process.memoryUsage().rss - heapAfterWarmUp) / 1e6;
recognizer.close();

const threeSeconds =
  utterances[clips.findIndex((clip) => clip.durationSeconds > 2.9 && clip.durationSeconds < 3.3)]!;
const main = join(packageFolder(), 'dist', 'bin', 'utterly.js');
figures.coldCpuSeconds = median(
  Array.from({ length: COLD_RUNS }, () =>
    cpuSeconds([main, 'transcribe', '-m', 'speech-an4', threeSeconds.audio]),
  ),
);

const sphinx = pocketSphinx();
if (sphinx !== undefined) {
  figures.pocketSphinxRealTimeFactor = sphinx;
  figures.vsPocketSphinx = sphinx / figures.realTimeFactor;
}
if (options.output === 'json') process.stdout.write(`${JSON.stringify(figures)}\n`);
else
  for (const [name, value] of Object.entries(figures)) process.stdout.write(`${name} ${value.toFixed(3)}\n`);

/** PocketSphinx's en-us model with AN4's own dictionary and unigram model, on the same clips. */
function pocketSphinx(): number | undefined {
  if (spawnSync('pocketsphinx_batch', ['-help']).error) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'bench-speech-'));
  try {
    const control = join(folder, 'clips.fileids');
    const corpus = join(corporaFolder(), 'an4');
    const audioFolder = dirname(dirname(utterances[0]!.audio));
    const ids = utterances.map(({ audio }) => join(basename(dirname(audio)), basename(audio, '.sph')));
    writeFileSync(control, `${ids.join('\n')}\n`);
    const files = [
      '-ctl',
      control,
      '-cepdir',
      audioFolder,
      '-cepext',
      '.sph',
      '-adcin',
      'yes',
      '-adchdr',
      '1024',
    ];
    const models = [
      '-hmm',
      SPHINX_MODEL,
      '-dict',
      join(corpus, 'etc', 'an4.dic'),
      '-lm',
      join(corpus, 'etc', 'an4.ug.lm'),
    ];
    const output = ['-hyp', join(folder, 'out'), '-logfn', '/dev/null'];
    return commandCpuSeconds('pocketsphinx_batch', [...files, ...models, ...output]) / audioSeconds;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
