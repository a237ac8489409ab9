/**
 * Are words outside a grammar rejected, and words inside it not? Commands against one-second pieces of LibriSpeech dev.
 * The bound is tuned on the list commands-dev and half the speakers of LibriSpeech dev, and measured on Speech Commands'
 * validation list and the other half.
 *   npm run bench -- rejection [--model speech-en] [--clips 350] [--write] [-o json]
 * With --write the bound becomes the model's own, in its model.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AudioClip } from '../../src/audio/audio-clip.js';
import { readAudioFile } from '../../src/audio/read-audio.js';
import { createRandom } from '../../src/random.js';
import { corporaFolder, packageFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { bootstrapInterval } from '../../src/speech/evaluation/bootstrap.js';
import { bestBound } from '../../src/speech/evaluation/rejection-bound.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'speech-en' },
    clips: { type: 'string', default: '350' },
    write: { type: 'boolean', default: false },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});
const LIMIT = Number(options.clips);
const WORDS = ['down', 'eight', 'five', 'go', 'left', 'no', 'one', 'right', 'up', 'yes', 'zero'];
const PIECE_SECONDS = 1;

interface Trial {
  inside: boolean;
  isForTuning: boolean;
  /** Whether what came closest is what was said. */
  right: boolean;
  misfit: number;
}

const grammar = `#JSGF V1.0; grammar commands; public <command> = ${WORDS.join(' | ')};`;
const folder = join(packageFolder(), 'models', options.model);
using recognizer = await openRecognizer(folder, {
  grammar,
  maxMisfit: Infinity,
});
const trials: Trial[] = [];
const random = createRandom(1);

function hear(clip: AudioClip, isForTuning: boolean, said?: string): void {
  const { text, misfit = Infinity } = recognizer.transcribe(clip);
  trials.push({ isForTuning, inside: said !== undefined, right: text === said, misfit });
}

/** `count` of `items` in an order that is the same every time. */
function draw<T>(items: readonly T[], count: number): T[] {
  const keyed = items.map((item) => ({ item, key: random.next() }));
  return keyed
    .sort((a, b) => a.key - b.key)
    .slice(0, count)
    .map(({ item }) => item);
}

for (const { audio, text } of draw(readPinnedCorpus('commands-dev'), LIMIT)) {
  hear(await readAudioFile(audio), true, text);
}
const commands = join(corporaFolder(), 'speech_commands');
const list = readFileSync(join(commands, 'validation_list.txt'), 'utf8').trim().split('\n');
const known = list.filter((path) => WORDS.includes(dirname(path)));
for (const path of draw(known, LIMIT)) {
  hear(await readAudioFile(join(commands, path)), false, dirname(path).toUpperCase());
}
// A piece of an utterance that has a command in it may hold that command: none of these.
const others = readPinnedCorpus('librispeech-dev-clean').filter(
  ({ text }) => !text.split(' ').some((word) => WORDS.includes(word.toLowerCase())),
);
const tuningSpeakers = new Map<string, boolean>();
/** Every other speaker, in order of appearance. */
function isTuningSpeaker(speaker: string): boolean {
  if (!tuningSpeakers.has(speaker)) tuningSpeakers.set(speaker, tuningSpeakers.size % 2 === 0);
  return tuningSpeakers.get(speaker)!;
}
for (const { audio, speaker = '' } of draw(others, LIMIT)) {
  const clip = await readAudioFile(audio);
  const length = PIECE_SECONDS * clip.sampleRateHz;
  const at = random.int(Math.max(1, clip.samples.length - length));
  const samples = clip.samples.slice(at, at + length);
  hear({ ...clip, samples, durationSeconds: samples.length / clip.sampleRateHz }, isTuningSpeaker(speaker));
}

const tuning = trials.filter(({ isForTuning }) => isForTuning);
const measured = trials.filter(({ isForTuning }) => !isForTuning);
const maxMisfit = bestBound(tuning);
if (options.write) {
  const path = join(folder, 'model.json');
  const header: object = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...header, maxMisfit: Number(maxMisfit.toFixed(3)) }));
}

function share(hits: readonly boolean[]): { share: number; clips: number; interval: [number, number] } {
  const counts = hits.map(Number);
  const clips = hits.length;
  const interval = bootstrapInterval(counts, new Float64Array(clips).fill(1));
  return { share: counts.reduce((sum, hit) => sum + hit, 0) / clips, clips, interval };
}
const inside = measured.filter((trial) => trial.inside);
const outside = measured.filter((trial) => !trial.inside);
const report = {
  model: options.model,
  maxMisfit,
  acceptedAndRight: share(inside.map(({ right, misfit }) => right && misfit <= maxMisfit)),
  rightBeforeRejection: share(inside.map(({ right }) => right)),
  rejected: share(outside.map(({ misfit }) => misfit > maxMisfit)),
};
if (options.output === 'json') process.stdout.write(`${JSON.stringify(report)}\n`);
else {
  process.stdout.write(`${report.model}: bound ${maxMisfit.toFixed(3)} nats a frame\n`);
  for (const name of ['rightBeforeRejection', 'acceptedAndRight', 'rejected'] as const) {
    const { share: value, clips, interval } = report[name];
    const [low, high] = interval.map((end) => (100 * end).toFixed(1));
    process.stdout.write(`${name}: ${(100 * value).toFixed(1)} % of ${clips} clips (${low}–${high})\n`);
  }
}
