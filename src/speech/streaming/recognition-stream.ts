/**
 * Samples in, events out: cuts a stream into utterances, hears each while it grows and once more when it has ended.
 * Never more than one decode runs. Partial results that come due meanwhile are skipped; finals wait in line, and
 * `isFull` says when to feed no more.
 */
import { SAMPLE_RATE_HZ } from '../../audio/audio-clip.js';
import { FRAME_LENGTH } from '../../audio/mfcc-options.js';
import type { Transcript } from '../recognizer-types.js';
import { Endpointer } from './endpointer.js';
import type { Hearing } from './hearing.js';
import { SampleBuffer } from './sample-buffer.js';
import type { ResolvedStreamOptions, SampleChunk, StreamEvent } from './stream-types.js';

/** Silence before speech that is listened to with it: recognisers have learnt clips that begin with some. */
const LEAD_SECONDS = 1;
/** Utterances that may wait for their finals before `isFull`. */
const MOST_WAITING = 1;
/** Partials take at most this share of the time that their audio lasts. */
const PARTIAL_LOAD = 2 / 3;

export interface StreamParts {
  openHearing(): Hearing;
  onEvent(event: StreamEvent): void;
  /** Something was thrown; the stream hears nothing more. */
  onFailure?(error: unknown): void;
  /** A decode has ended: there may be room again. */
  onProgress?(): void;
}

interface Utterance {
  number: number;
  hearing: Hearing;
  /** Positions in the stream, in samples. */
  start: number;
  end: number;
  /** Where the latest partial was begun. */
  heardTo: number;
}

export class RecognitionStream {
  private readonly endpointer: Endpointer;
  private readonly lead = new SampleBuffer();
  private readonly ended: Utterance[] = [];
  private current: Utterance | undefined;
  private utterances = 0;
  private partialSamples: number;
  private working: Promise<void> | undefined;
  private isClosed = false;
  private failure: { error: unknown } | undefined;

  constructor(
    private readonly options: ResolvedStreamOptions,
    private readonly parts: StreamParts,
  ) {
    this.endpointer = new Endpointer(options);
    this.partialSamples = this.leastPartialSamples;
  }

  /** How much has been fed. */
  get seconds(): number {
    return this.lead.end / this.options.sampleRateHz;
  }

  /** Whether utterances are waiting because they come faster than they are heard. */
  get isFull(): boolean {
    return this.ended.length > MOST_WAITING;
  }

  /**
   * Takes the next samples; events follow when they are decoded.
   * @throws InputError `audio-not-a-number`
   */
  push(chunk: SampleChunk): void {
    if (this.isClosed) return;
    const samples = chunk instanceof Int16Array ? Float32Array.from(chunk, (s) => s / 32768) : chunk;
    for (let at = 0; at < samples.length; ) {
      const { next, boundary } = this.endpointer.take(samples, at);
      const taken = samples.subarray(at, next);
      this.lead.append(taken);
      this.current?.hearing.add(taken);
      if (boundary === 'onset') this.begin(LEAD_SECONDS);
      if (boundary === 'end') this.finish();
      at = next;
    }
    this.forget();
    this.work();
  }

  /** No samples will follow: the last utterance ends here. Where none was noticed, all that came is taken for one. */
  end(): void {
    if (this.isClosed) return;
    if (!this.current && this.utterances === 0) this.begin(this.options.longestSeconds);
    const least = (FRAME_LENGTH / SAMPLE_RATE_HZ) * this.options.sampleRateHz;
    if (this.current && this.lead.end - this.current.start >= least) this.finish();
    this.current = undefined;
    this.work();
  }

  /** Resolves when nothing is being decoded and nothing waits. @throws what decoding has thrown */
  async settled(): Promise<void> {
    while (this.working) await this.working;
    if (this.failure) throw this.failure.error;
  }

  /** Hears nothing more. A decode that runs ends by itself; its result is not told. */
  close(): void {
    this.isClosed = true;
    for (const { hearing } of [...this.ended, ...(this.current ? [this.current] : [])]) hearing.close?.();
    this.current = undefined;
    this.ended.length = 0;
  }

  private get leastPartialSamples(): number {
    const { partialMs, sampleRateHz } = this.options;
    return partialMs > 0 ? (partialMs / 1000) * sampleRateHz : Number.POSITIVE_INFINITY;
  }

  private begin(seconds: number): void {
    const { lead } = this;
    const start = Math.max(lead.start, lead.end - Math.round(seconds * this.options.sampleRateHz));
    const hearing = this.parts.openHearing();
    hearing.add(lead.since(start));
    this.current = { number: this.utterances++, hearing, start, end: lead.end, heardTo: start };
  }

  private finish(): void {
    const { current } = this;
    if (!current) return;
    current.end = this.lead.end;
    this.lead.dropBefore(current.end);
    this.ended.push(current);
    this.current = undefined;
  }

  /** Keeps what the next utterance may need: a lead, or, before the first one, as much as one may last. */
  private forget(): void {
    const { sampleRateHz, longestSeconds } = this.options;
    const kept = (this.utterances === 0 ? longestSeconds : LEAD_SECONDS) * sampleRateHz;
    const from = this.lead.end - kept;
    // Not at every chunk: what remains must be moved.
    if (from > this.lead.start + sampleRateHz) this.lead.dropBefore(from);
  }

  private work(): void {
    if (this.working || !this.hasWork()) return;
    this.working = this.decodeAll()
      .catch((error: unknown) => {
        this.failure = { error };
        this.close();
        this.parts.onFailure?.(error);
      })
      .finally(() => {
        this.working = undefined;
        this.work();
      });
  }

  private hasWork(): boolean {
    return this.ended.length > 0 || (this.current !== undefined && this.partialIsDue(this.current));
  }

  private partialIsDue({ heardTo }: Utterance): boolean {
    return this.lead.end - heardTo >= this.partialSamples;
  }

  private async decodeAll(): Promise<void> {
    while (this.hasWork()) {
      const ended = this.ended.shift();
      if (ended) {
        try {
          this.tell('final', ended, await ended.hearing.final());
        } finally {
          ended.hearing.close?.();
        }
      } else if (this.current) await this.hearPartial(this.current);
      this.parts.onProgress?.();
    }
  }

  private async hearPartial(utterance: Utterance): Promise<void> {
    const end = this.lead.end;
    utterance.heardTo = end;
    const begun = performance.now();
    const transcript = await utterance.hearing.partial();
    const seconds = utterance.hearing.costsWhatIsNew ? 0 : (performance.now() - begun) / 1000;
    this.partialSamples = Math.max(
      this.leastPartialSamples,
      (seconds / PARTIAL_LOAD) * this.options.sampleRateHz,
    );
    // When the utterance has ended in the meantime, its final is next.
    if (transcript && this.current === utterance) this.tell('partial', { ...utterance, end }, transcript);
  }

  private tell(kind: StreamEvent['kind'], { number, start, end }: Utterance, transcript: Transcript): void {
    if (this.isClosed) return;
    const { sampleRateHz } = this.options;
    const offset = start / sampleRateHz;
    const shift = <T extends { startSeconds: number; endSeconds: number }>(part: T): T => ({
      ...part,
      startSeconds: part.startSeconds + offset,
      endSeconds: part.endSeconds + offset,
    });
    this.parts.onEvent({
      kind,
      utterance: number,
      text: transcript.text,
      words: transcript.words.map(shift),
      startSeconds: offset,
      endSeconds: end / sampleRateHz,
      warnings: kind === 'final' ? transcript.warnings : [],
    });
  }
}
