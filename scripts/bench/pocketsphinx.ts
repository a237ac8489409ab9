/**
 * Our word error rates and processor time beside PocketSphinx's (Debian: pocketsphinx pocketsphinx-en-us) on the same
 * clips in one run. Time is that of all threads, the model's loading included, the start of Node and the files' reading
 * not.
 *   npm run bench -- pocketsphinx [--set an4 --set digits --set dev-clean] [--clips 60] [-o json]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AudioClip } from '../../src/audio/audio-clip.js';
import { readAudioFile } from '../../src/audio/read-audio.js';
import { createRandom } from '../../src/random.js';
import { corporaFolder, packageFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import type { Utterance } from '../../src/speech/corpus/utterance.js';
import { summarizeScores } from '../../src/speech/evaluation/evaluation.js';
import { recognizeCorpus } from '../../src/speech/evaluation/recognize-corpus.js';
import { scoreUtterance } from '../../src/speech/evaluation/utterance-score.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';
import { commandCpuSeconds } from './cpu-seconds.js';

const SPHINX = '/usr/share/pocketsphinx/model/en-us';

/** What both systems hear, each with what it may know of the words. */
interface Task {
  name: string;
  list: string;
  /** How many clips unless told. */
  clips: number;
  model: string;
  /** PocketSphinx's dictionary and its language model or grammar. */
  words: string[];
}

const an4 = join(corporaFolder(), 'an4', 'etc');
const digits = join(packageFolder(), 'models', 'speech-digits');
const english = ['-dict', join(SPHINX, 'cmudict-en-us.dict')];
const folder = mkdtempSync(join(tmpdir(), 'bench-pocketsphinx-'));
const grammarPath = join(folder, 'digits.jsgf');
const TASKS: Readonly<Record<string, Task>> = {
  an4: {
    name: 'AN4 test, its words',
    list: 'an4-test',
    clips: 60,
    model: 'speech-an4',
    words: ['-dict', join(an4, 'an4.dic'), '-lm', join(an4, 'an4.ug.lm')],
  },
  digits: {
    name: 'digits test, one digit a clip',
    list: 'digits-test',
    clips: 60,
    model: 'speech-digits',
    words: [...english, '-jsgf', grammarPath],
  },
  'dev-clean': {
    name: 'LibriSpeech dev-clean, any English',
    list: 'librispeech-dev-clean',
    clips: 40,
    model: 'speech-en',
    words: [...english, '-lm', join(SPHINX, 'en-us.lm.bin')],
  },
};
const { values: options } = parseArgs({
  options: {
    set: { type: 'string', multiple: true, default: Object.keys(TASKS) },
    clips: { type: 'string' },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});

/** At most `clips` of a list, the same every time. */
async function draw({ list, clips }: Task) {
  const all = readPinnedCorpus(list);
  createRandom(1).shuffle(all);
  const utterances: Utterance[] = all.slice(0, Number(options.clips ?? clips));
  const audio = new Map<string, AudioClip>();
  for (const { audio: path } of utterances) audio.set(path, await readAudioFile(path));
  return { utterances, audio };
}

/** What PocketSphinx hears in each clip, which it gets as 16 kHz samples. */
function sphinxHypotheses(clips: Iterable<AudioClip>, words: string[]): { texts: string[]; seconds: number } {
  const ids: string[] = [];
  for (const { samples } of clips) {
    const pcm = Int16Array.from(samples, (x) => Math.max(-32768, Math.min(32767, Math.round(x * 32768))));
    writeFileSync(join(folder, `${ids.length}.raw`), new Uint8Array(pcm.buffer));
    ids.push(`${ids.length}`);
  }
  const control = join(folder, 'clips');
  const output = join(folder, 'hypotheses');
  writeFileSync(control, `${ids.join('\n')}\n`);
  const files = ['-ctl', control, '-cepdir', folder, '-cepext', '.raw', '-adcin', 'yes', '-hyp', output];
  const model = ['-hmm', join(SPHINX, 'en-us'), ...words, '-logfn', '/dev/null'];
  const seconds = commandCpuSeconds('pocketsphinx_batch', [...files, ...model]);
  const heard = new Map<string, string>();
  for (const line of readFileSync(output, 'utf8').split('\n')) {
    const [, text, id] = /^(.*?)\s*\((\S+) -?\d+\)$/.exec(line) ?? [];
    if (id !== undefined) heard.set(id, (text ?? '').toUpperCase().replace(/\(\d+\)/g, ''));
  }
  if (heard.size !== ids.length) {
    throw new Error(`PocketSphinx gave ${heard.size} hypotheses for ${ids.length} clips`);
  }
  return { texts: ids.map((id) => heard.get(id)!), seconds };
}

function refuse(why: string): never {
  rmSync(folder, { recursive: true });
  process.stderr.write(`bench: ${why}\n`);
  process.exit(2);
}

const unknown = options.set.find((set) => !Object.hasOwn(TASKS, set));
if (unknown !== undefined) {
  refuse(`found set "${unknown}", expected one of ${Object.keys(TASKS).join(', ')}`);
}
if (spawnSync('pocketsphinx_batch', ['-help']).error) {
  refuse('pocketsphinx_batch not found; apt install pocketsphinx pocketsphinx-en-us');
}
const percent = (rate: number) => (100 * rate).toFixed(1);
const cell = ({ wer, ci95 }: { wer: number; ci95: [number, number] }) =>
  `${percent(wer)} (${ci95.map(percent).join('–')})`;
try {
  writeFileSync(
    grammarPath,
    readFileSync(join(digits, 'grammar.jsgf'), 'utf8').toLowerCase().replace('#jsgf v1.0', '#JSGF V1.0'),
  );
  if (options.output !== 'json') {
    const heads = ['clips', 'words', 'WER %, ours', 'PocketSphinx', 'CPU s a second of sound, ours'];
    const row = [...heads, 'PocketSphinx', 'ours / theirs'].join(' | ');
    process.stdout.write(`| ${row} |\n|${' --- |'.repeat(7)}\n`);
  }
  for (const set of options.set) {
    const task = TASKS[set]!;
    const { utterances, audio } = await draw(task);
    const audioSeconds = [...audio.values()].reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
    const heard = sphinxHypotheses(audio.values(), task.words);
    const noTiming = { audioSeconds: 0, recognitionSeconds: 0 };
    const sphinx = summarizeScores(
      utterances.map(({ id, text }, i) =>
        scoreUtterance({ id, reference: text, hypothesis: heard.texts[i]! }),
      ),
      noTiming,
    );
    const begin = process.cpuUsage();
    using recognizer = await openRecognizer(join(packageFolder(), 'models', task.model));
    const { scores } = await recognizeCorpus(recognizer, utterances, {
      readAudio: async (path) => audio.get(path)!,
    });
    const { user, system } = process.cpuUsage(begin);
    const ours = summarizeScores(scores, noTiming);
    const cpu = { ours: (user + system) / 1e6 / audioSeconds, sphinx: heard.seconds / audioSeconds };
    const ratio = cpu.ours / cpu.sphinx;
    const times = `${cpu.ours.toFixed(3)} | ${cpu.sphinx.toFixed(3)} | ${ratio.toFixed(2)}`;
    process.stdout.write(
      options.output === 'json'
        ? `${JSON.stringify({ set, model: task.model, audioSeconds, ours, sphinx, cpu, ratio })}\n`
        : `| ${task.name}: ${utterances.length} | ${ours.words} | ${cell(ours)} | ${cell(sphinx)} | ${times} |\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
