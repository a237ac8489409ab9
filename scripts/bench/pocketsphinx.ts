/**
 * Our word error rates beside PocketSphinx's (Debian: pocketsphinx pocketsphinx-en-us) on the same clips in one run.
 *   npm run bench -- pocketsphinx [--clips 130] [-o json]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readAudioFile } from '../../src/audio/read-audio.js';
import { createRandom } from '../../src/random.js';
import { corporaFolder, packageFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import type { Utterance } from '../../src/speech/corpus/utterance.js';
import { summarizeScores } from '../../src/speech/evaluation/evaluation.js';
import { recognizeCorpus } from '../../src/speech/evaluation/recognize-corpus.js';
import { scoreUtterance } from '../../src/speech/evaluation/utterance-score.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';

const SPHINX = '/usr/share/pocketsphinx/model/en-us';

const { values: options } = parseArgs({
  options: {
    clips: { type: 'string', default: '130' },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});

/** What both systems hear, each with what it may know of the words. */
interface Task {
  name: string;
  list: string;
  model: string;
  /** PocketSphinx's dictionary and its language model or grammar. */
  words: string[];
}

const an4 = join(corporaFolder(), 'an4', 'etc');
const digits = join(packageFolder(), 'models', 'speech-digits');
const english = ['-dict', join(SPHINX, 'cmudict-en-us.dict')];
const folder = mkdtempSync(join(tmpdir(), 'bench-pocketsphinx-'));
const grammarPath = join(folder, 'digits.jsgf');
const TASKS: Task[] = [
  {
    name: 'AN4 test, its words',
    list: 'an4-test',
    model: 'speech-an4',
    words: ['-dict', join(an4, 'an4.dic'), '-lm', join(an4, 'an4.ug.lm')],
  },
  {
    name: 'digits test, one digit a clip',
    list: 'digits-test',
    model: 'speech-digits',
    words: [...english, '-jsgf', grammarPath],
  },
  {
    name: 'LibriSpeech dev-clean, any English',
    list: 'librispeech-dev-clean',
    model: 'speech-en',
    words: [...english, '-lm', join(SPHINX, 'en-us.lm.bin')],
  },
];

/** At most `clips` of a list, the same every time. */
function draw(list: string): Utterance[] {
  const utterances = readPinnedCorpus(list);
  createRandom(1).shuffle(utterances);
  return utterances.slice(0, Number(options.clips));
}

/** What PocketSphinx hears in each clip, which it gets as 16 kHz samples. */
async function sphinxHypotheses(utterances: readonly Utterance[], words: string[]): Promise<string[]> {
  for (const [i, { audio }] of utterances.entries()) {
    const { samples } = await readAudioFile(audio);
    const pcm = Int16Array.from(samples, (x) => Math.max(-32768, Math.min(32767, Math.round(x * 32768))));
    writeFileSync(join(folder, `${i}.raw`), new Uint8Array(pcm.buffer));
  }
  const control = join(folder, 'clips');
  const output = join(folder, 'hypotheses');
  writeFileSync(control, utterances.map((_, i) => `${i}\n`).join(''));
  const files = ['-ctl', control, '-cepdir', folder, '-cepext', '.raw', '-adcin', 'yes', '-hyp', output];
  const model = ['-hmm', join(SPHINX, 'en-us'), ...words];
  execFileSync('pocketsphinx_batch', [...files, ...model], { stdio: 'ignore' });
  const heard = new Map<string, string>();
  for (const line of readFileSync(output, 'utf8').split('\n')) {
    const [, text, id] = /^(.*?)\s*\((\S+) -?\d+\)$/.exec(line) ?? [];
    if (id !== undefined) heard.set(id, (text ?? '').toUpperCase().replace(/\(\d+\)/g, ''));
  }
  if (heard.size !== utterances.length) {
    throw new Error(`PocketSphinx gave ${heard.size} hypotheses for ${utterances.length} clips`);
  }
  return utterances.map((_, i) => heard.get(String(i))!);
}

if (spawnSync('pocketsphinx_batch', ['-help']).error) {
  process.stderr.write('bench: pocketsphinx_batch not found; apt install pocketsphinx pocketsphinx-en-us\n');
  process.exit(2);
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
    process.stdout.write(
      '| clips | words | Utterly, WER % | PocketSphinx, WER % |\n| --- | --- | --- | --- |\n',
    );
  }
  for (const { name, list, model, words } of TASKS) {
    const utterances = draw(list);
    const hypotheses = await sphinxHypotheses(utterances, words);
    const noTiming = { audioSeconds: 0, recognitionSeconds: 0 };
    const sphinx = summarizeScores(
      utterances.map(({ id, text }, i) =>
        scoreUtterance({ id, reference: text, hypothesis: hypotheses[i]! }),
      ),
      noTiming,
    );
    using recognizer = await openRecognizer(join(packageFolder(), 'models', model));
    const { scores, timing } = await recognizeCorpus(recognizer, utterances);
    const ours = summarizeScores(scores, timing);
    const line = `| ${name}: ${utterances.length} clips | ${ours.words} | ${cell(ours)} | ${cell(sphinx)} |\n`;
    process.stdout.write(
      options.output === 'json' ? `${JSON.stringify({ name, model, ours, sphinx })}\n` : line,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
