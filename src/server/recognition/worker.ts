/** A worker of the recognition pool: opens models, does one job after the other. */
import { workerData } from 'node:worker_threads';
import { type AudioClip, SAMPLE_RATE_HZ } from '../../audio/audio-clip.js';
import { clipOfSamples, decodeAudio } from '../../audio/read-audio.js';
import { InputError } from '../../errors.js';
import { normalizeTranscript } from '../../speech/corpus/utterance.js';
import type { SpeechRecognizer } from '../../speech/recognizer-types.js';
import { Hearings } from './hearings.js';
import type { AudioInput, JobKind, JobResults, Reply, Task } from './jobs.js';
import { OpenModels } from './open-models.js';

/** Half a second of faint noise: enough to build everything that recognising needs. */
const WARMING_SAMPLES = SAMPLE_RATE_HZ / 2;

const models = new OpenModels();
const hearings = new Hearings();
const { defaultModel } = workerData as { defaultModel: string };
// A worker that replaces a lost one is warm before it takes a job. Should it fail, the job that needs it says why.
await warm(defaultModel).catch(() => undefined);

async function warm(model: string): Promise<true> {
  const recognizer = await models.recognizer(model, {});
  const samples = Float32Array.from({ length: WARMING_SAMPLES }, (_, i) => 0.01 * Math.sin(i * i));
  recognizer.transcribe(await clipOfSamples(samples, SAMPLE_RATE_HZ));
  return true;
}

/** Nobody waits for the result any more. */
class Abandoned extends Error {}

/** What the pool calls. */
export default async function work(task: Task): Promise<Reply> {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  try {
    hearings.sweep();
    heedful(task);
    const result = await perform(task);
    return { ok: true, result, seconds: seconds() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, found, expected, remedy } = error;
    return { ok: false, problem: { code, found, expected, remedy }, seconds: seconds() };
  }
}

async function perform(task: Task): Promise<JobResults[JobKind]> {
  if (is(task, 'warm')) return warm(task.job.model);
  if (is(task, 'forecast')) return (await import('./forecast-job.js')).forecast(task.job);
  if (is(task, 'open')) {
    await models.recognizer(task.job.model, task.job.constraints);
    return true;
  }
  if (is(task, 'align')) {
    const { clip, recognizer } = await prepare(task);
    const alignment = recognizer.align(clip, normalizeTranscript(task.job.text));
    return { ...alignment, durationSeconds: clip.durationSeconds, warnings: clip.warnings };
  }
  if (is(task, 'transcribe')) {
    const { clip, recognizer } = await prepare(task);
    const { nbest, phones, draft = false } = task.job;
    return recognizer.transcribe(clip, { nbest, phones, draft });
  }
  if (is(task, 'hear')) {
    return hearings.hear(task.job, await models.recognizer(task.job.model, task.job.constraints));
  }
  if (is(task, 'inspect')) {
    const { clip, recognizer } = await prepare(task);
    return recognizer.inspect(clip, { nbest: task.job.nbest });
  }
  if (is(task, 'sentiment')) {
    const { model, texts, explain } = task.job;
    const scorer = await models.scorer(model);
    return explain ? texts.map((text) => scorer.explain(text)) : scorer.score(texts);
  }
  throw new Error(`no job ${task.kind}`);
}

function is<K extends JobKind>(task: Task, kind: K): task is Task<K> {
  return task.kind === kind;
}

async function prepare(
  task: Task<'transcribe' | 'align' | 'inspect'>,
): Promise<{ clip: AudioClip; recognizer: SpeechRecognizer }> {
  const { audio, model, constraints, maxSeconds } = task.job;
  const clip = await readInput(audio, maxSeconds);
  const recognizer = await models.recognizer(model, constraints);
  heedful(task);
  return { clip, recognizer };
}

/** @throws Abandoned */
function heedful({ abandoned }: Task): void {
  if (Atomics.load(abandoned, 0) === 1) throw new Abandoned();
}

function readInput(audio: AudioInput, maxSeconds: number): Promise<AudioClip> {
  if ('bytes' in audio) return decodeAudio(audio.bytes, { maxSeconds });
  return clipOfSamples(audio.samples, audio.sampleRateHz, { maxSeconds });
}
