/** What a worker keeps of the streams it hears: utterances, each heard as far as it has come. */
import { threadId } from 'node:worker_threads';
import type { SpeechRecognizer } from '../../speech/recognizer-types.js';
import type { Hearing } from '../../speech/streaming/hearing.js';
import type { JobResults, Jobs } from './jobs.js';

/** More are forgotten, the longest unheard first: their streams send again what they have. */
const MOST_KEPT = 16;

interface Kept {
  hearing: Hearing;
  /** Its hearing ends when this one is closed. */
  recognizer: SpeechRecognizer;
  /** Samples heard. */
  heardTo: number;
  over: Jobs['hear']['over'];
}

export class Hearings {
  private readonly kept = new Map<string, Kept>();

  /** Hears what has come of an utterance since the last time, if that was here. */
  async hear(job: Jobs['hear'], recognizer: SpeechRecognizer): Promise<JobResults['hear']> {
    const { utterance, over, from, samples, sampleRateHz } = job;
    let kept = this.kept.get(utterance);
    if (kept && (kept.recognizer !== recognizer || kept.heardTo !== from)) {
      this.forget(utterance);
      kept = undefined;
    }
    if (!kept) {
      if (from > 0) return { worker: threadId, kind: 'unknown' };
      const hearing = recognizer.hearInPart?.(sampleRateHz);
      if (!hearing) return { worker: threadId, kind: 'whole-only' };
      kept = { hearing, recognizer, heardTo: 0, over };
    }
    this.kept.delete(utterance);
    this.kept.set(utterance, kept); // the latest is the last
    for (const first of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) break;
      this.forget(first);
    }
    kept.heardTo += samples.length;
    kept.hearing.add(samples);
    const transcript = await kept.hearing.partial();
    return { worker: threadId, kind: 'heard', ...(transcript && { transcript }) };
  }

  /** Gives back what utterances that are over have held. */
  sweep(): void {
    for (const [utterance, { over }] of this.kept) if (Atomics.load(over, 0) === 1) this.forget(utterance);
  }

  private forget(utterance: string): void {
    this.kept.get(utterance)?.hearing.close?.();
    this.kept.delete(utterance);
  }
}
