/**
 * What hearing costs with everything on (features, encoder, search, second pass, confidences), one clip after the other:
 * processor time of all threads for each second of sound, reading of the files apart; the most memory the process took;
 * and the word error rate of the same clips, for one is easily bought with the other.
 *   npm run bench -- real-time [--model speech-en] [--list librispeech-dev-clean] [--every 30] [-o json]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readAudioFile } from '../../src/audio/read-audio.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { summarizeScores } from '../../src/speech/evaluation/evaluation.js';
import { scoreUtterance } from '../../src/speech/evaluation/utterance-score.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'speech-en' },
    list: { type: 'string', default: 'librispeech-dev-clean' },
    every: { type: 'string', default: '30' },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});

/** Processor seconds that `work` took. */
async function cost<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const begin = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(begin);
  return [result, (user + system) / 1e6];
}

const every = Number(options.every);
const utterances = readPinnedCorpus(options.list).filter((_, i) => i % every === 0);
const folder = join(packageFolder(), 'models', options.model);
const [recognizer, openingSeconds] = await cost(() => openRecognizer(folder));
const spent = { audio: 0, reading: 0, hearing: 0 };
const scores = [];
for (const { id, audio, text } of utterances) {
  const [clip, reading] = await cost(() => readAudioFile(audio));
  const [transcript, hearing] = await cost(() => recognizer.transcribe(clip));
  spent.audio += clip.durationSeconds;
  spent.reading += reading;
  spent.hearing += hearing;
  scores.push(scoreUtterance({ id, reference: text, hypothesis: transcript.text }));
}
recognizer.close();
const { wer, ci95 } = summarizeScores(scores, { audioSeconds: 0, recognitionSeconds: 0 });
const figures = {
  clips: utterances.length,
  audioSeconds: spent.audio,
  realTimeFactor: spent.hearing / spent.audio,
  readingFactor: spent.reading / spent.audio,
  openingSeconds,
  mostMegabytes: process.resourceUsage().maxRSS / 1024,
  wordErrorRate: wer,
  ci95,
};
if (options.output === 'json')
  process.stdout.write(`${JSON.stringify({ model: options.model, ...figures })}\n`);
else {
  for (const [name, value] of Object.entries(figures)) {
    const shown = [value].flat().map((number) => number.toFixed(Number.isInteger(number) ? 0 : 4));
    process.stdout.write(`${name} ${shown.join(' to ')}\n`);
  }
}
