/**
 * Speech heard while it is said, beside the same clips heard whole: word errors, how soon the first word shows, how much
 * is taken back.
 *   npm run bench -- streaming [--model speech-en] [--clips 60] [--speakers 4] [-o json]
 * Finals are measured twice: of one pass, and heard once more with all in sight, as a stream does by default; the rest
 * is of one pass. The first word's end is where the aligned reference has it.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AudioClip } from '../../src/audio/audio-clip.js';
import { readAudioFile } from '../../src/audio/read-audio.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import type { Utterance } from '../../src/speech/corpus/utterance.js';
import { summarizeScores } from '../../src/speech/evaluation/evaluation.js';
import { scoreUtterance, type UtteranceScore } from '../../src/speech/evaluation/utterance-score.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'speech-en' },
    clips: { type: 'string', default: '60' },
    speakers: { type: 'string', default: '4' },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});
/** As a microphone gives it. */
const CHUNK_SAMPLES = 320;
const CHUNK_MS = 20;

using recognizer = await openRecognizer(join(packageFolder(), 'models', options.model));

/** The same number of clips of each of the list's first speakers. */
function chosen(): Utterance[] {
  const list = readPinnedCorpus('librispeech-dev-clean');
  const speakers = [...new Set(list.map(({ speaker }) => speaker))].slice(0, Number(options.speakers));
  const each = Math.ceil(Number(options.clips) / speakers.length);
  return speakers.flatMap((name) => list.filter(({ speaker }) => speaker === name).slice(0, each));
}

/** Processor time of this program, which does not mind what else the machine does. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface Streamed {
  text: string;
  seconds: number;
  /** Audio that had come when the first word showed, and the time that hearing its last chunk took. */
  first: { audioMs: number; cpuMs: number } | undefined;
  /** Words shown and changed afterwards. */
  takenBack: number;
}

async function stream({ samples }: AudioClip, hearAgain: boolean): Promise<Streamed> {
  let fedMs = 0;
  let chunkAt = 0;
  function* chunks() {
    for (let at = 0; at < samples.length; at += CHUNK_SAMPLES) {
      fedMs += CHUNK_MS;
      chunkAt = cpuMs();
      yield samples.subarray(at, at + CHUNK_SAMPLES);
    }
  }
  const begun = cpuMs();
  const finals: string[] = [];
  let first: Streamed['first'];
  let shown: string[] = [];
  let takenBack = 0;
  for await (const { kind, text } of recognizer.stream(chunks(), { hearAgain })) {
    if (text !== '') first ??= { audioMs: fedMs, cpuMs: cpuMs() - chunkAt };
    const now = text.split(' ').filter(Boolean);
    if (shown.length > 0) takenBack += changed(shown, now);
    shown = kind === 'final' ? [] : now;
    if (kind === 'final') finals.push(text);
  }
  const text = finals.filter(Boolean).join(' ');
  return { text, seconds: (cpuMs() - begun) / 1000, first, takenBack };
}

/** How many words of the old text the new one has not, where they are laid side by side. */
function changed(old: readonly string[], now: readonly string[]): number {
  const score = scoreUtterance({ id: '', reference: old.join(' '), hypothesis: now.join(' ') });
  return score.substitutions + score.deletions;
}

const whole: UtteranceScore[] = [];
const again: UtteranceScore[] = [];
const streamed: UtteranceScore[] = [];
const delays: { audioMs: number; cpuMs: number }[] = [];
const wholeTiming = { audioSeconds: 0, recognitionSeconds: 0 };
const timing = { audioSeconds: 0, recognitionSeconds: 0 };
let takenBack = 0;
for (const { id, audio, text: reference } of chosen()) {
  const clip = await readAudioFile(audio);
  const begun = cpuMs();
  const { text } = recognizer.transcribe(clip);
  wholeTiming.recognitionSeconds += (cpuMs() - begun) / 1000;
  whole.push(scoreUtterance({ id, reference, hypothesis: text }));
  again.push(scoreUtterance({ id, reference, hypothesis: (await stream(clip, true)).text }));
  const live = await stream(clip, false);
  streamed.push(scoreUtterance({ id, reference, hypothesis: live.text }));
  timing.recognitionSeconds += live.seconds;
  takenBack += live.takenBack;
  for (const part of [timing, wholeTiming]) part.audioSeconds += clip.durationSeconds;
  const end = firstWordEnd(clip, reference);
  if (live.first && end !== undefined) {
    delays.push({ audioMs: live.first.audioMs - 1000 * end, cpuMs: live.first.cpuMs });
  }
}

/** `undefined` where the reference does not fit the clip. */
function firstWordEnd(clip: AudioClip, reference: string): number | undefined {
  try {
    return recognizer.align(clip, reference).words[0]?.endSeconds;
  } catch {
    return undefined;
  }
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN);
}

const [offline, online] = [summarizeScores(whole, wholeTiming), summarizeScores(streamed, timing)];
const twice = summarizeScores(again, timing);
const audio = delays.map(({ audioMs }) => audioMs);
const cpu = delays.map(({ cpuMs }) => cpuMs);
const both = delays.map(({ audioMs, cpuMs }) => audioMs + cpuMs);
const report = {
  model: options.model,
  ...{ utterances: offline.utterances, words: offline.words },
  ...{ werOffline: offline.wer, ciOffline: offline.ci95, werStreaming: online.wer, ciStreaming: online.ci95 },
  relative: online.wer / offline.wer - 1,
  werHeardAgain: twice.wer,
  relativeHeardAgain: twice.wer / offline.wer - 1,
  /** After the first word's end: audio waited for, time that hearing it took, both; medians and 90 of 100. */
  firstPartialMs: {
    audio: quantile(audio, 0.5),
    cpu: quantile(cpu, 0.5),
    both: quantile(both, 0.5),
    both90: quantile(both, 0.9),
  },
  takenBack: takenBack / offline.words,
  ...{ realTimeFactorOffline: offline.realTimeFactor, realTimeFactor: online.realTimeFactor },
};
if (options.output === 'json') process.stdout.write(`${JSON.stringify(report)}\n`);
else {
  const { firstPartialMs: ms } = report;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const errors = (wer: number, ci: readonly number[]) =>
    `${percent(wer)} (95 %: ${ci.map(percent).join(' to ')})`;
  process.stdout.write(
    [
      `${report.utterances} clips, ${report.words} words`,
      `word errors, whole clips: ${errors(report.werOffline, report.ciOffline)}`,
      `word errors, streamed:    ${errors(report.werStreaming, report.ciStreaming)}, ${percent(report.relative)} more`,
      `and finals heard again:   ${percent(twice.wer)}, ${percent(report.relativeHeardAgain)} more`,
      `first partial after the first word's end: ${ms.audio} ms of audio + ${ms.cpu} ms of work; together ${ms.both} ms, 90 of 100 within ${ms.both90} ms`,
      `words shown and taken back: ${percent(report.takenBack)}`,
      `real-time factor: whole ${report.realTimeFactorOffline.toFixed(3)}, streamed ${report.realTimeFactor.toFixed(3)}`,
      '',
    ].join('\n'),
  );
}
