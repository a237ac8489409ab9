/**
 * Hears an utterance as it comes: encoder and search carry their state from chunk to chunk, and a partial costs what is
 * new, however long the utterance. Its final is heard from the beginning with all of it in sight, unless that is too dear.
 */
import { ResamplingStream } from '../../audio/resampling-stream.js';
import type { AcousticScores } from '../../decode/acoustic-scores.js';
import type { Decoder } from '../../decode/decoder.js';
import type { DecodedWord, DecodeResult } from '../../decode/result.js';
import type { Warning } from '../../errors.js';
import type { ScoreStream } from '../acoustics.js';
import type { Transcript } from '../recognizer-types.js';
import type { Hearing } from './hearing.js';
import { SampleBuffer } from './sample-buffer.js';

export interface IncrementalParts {
  openScores(): ScoreStream;
  /** No one else's. Utterances may share it, one after the other. */
  decoder: Pick<Decoder, 'start' | 'advance' | 'partial' | 'finish'>;
  sampleRateHz: number;
  frameSeconds: number;
  /** Improves on what the search found in the end, if anything does. */
  revise?(result: DecodeResult): DecodeResult;
  /** Hears the whole once more, or is left out. The samples are the callee's to change. // [N] */
  decodeWhole?(samples: Float32Array): Promise<Transcript>;
}

export class IncrementalHearing implements Hearing {
  readonly costsWhatIsNew = true;
  private readonly samples = new SampleBuffer();
  private readonly resampling: ResamplingStream;
  private scores: ScoreStream | undefined;
  private heardTo = 0;
  /** The words of the latest partial: only those that it and the next have in common are told, and the very first. */
  private latest: string[] = [];
  private isClosed = false;

  constructor(private readonly parts: IncrementalParts) {
    this.resampling = new ResamplingStream(parts.sampleRateHz);
  }

  add(samples: Float32Array): void {
    this.samples.append(samples);
  }

  async partial(): Promise<Transcript | undefined> {
    const ahead = await this.hear();
    if (!ahead) return undefined;
    const words = this.parts.decoder.partial(ahead);
    const agreed = words.findIndex(({ word }, i) => word !== this.latest[i]);
    this.latest = words.map(({ word }) => word);
    return this.transcript(words.slice(0, Math.max(1, agreed < 0 ? words.length : agreed)));
  }

  async final(): Promise<Transcript> {
    const { decodeWhole, decoder, revise } = this.parts;
    if (decodeWhole) return decodeWhole(this.samples.since(0));
    await this.hear();
    const rest = await this.resampling.finish();
    if (this.scores) {
      if (rest.length > 0) this.search(this.scores.push(rest).settled);
      this.search(this.scores.finish());
    }
    const result = decoder.finish();
    const { words } = revise?.(result) ?? result;
    const message = 'no words were found in the clip';
    return this.transcript(words, words.length === 0 ? [{ code: 'speech-none', message }] : []);
  }

  close(): void {
    this.isClosed = true;
    this.resampling.close();
    this.scores?.close();
    this.scores = undefined;
  }

  /**
   * Hears what has come since the last time.
   * @returns what can be seen ahead; `undefined` where nothing is new, or nobody listens any more
   */
  private async hear(): Promise<AcousticScores | undefined> {
    const { openScores, decoder } = this.parts;
    const fresh = this.samples.since(this.heardTo);
    this.heardTo = this.samples.end;
    if (!this.parts.decodeWhole) this.samples.dropBefore(this.heardTo);
    const samples = await this.resampling.push(fresh);
    if (this.isClosed) return undefined;
    if (!this.scores) {
      this.scores = openScores();
      decoder.start();
    }
    const { settled, ahead } = this.scores.push(samples);
    this.search(settled);
    return settled.frames > 0 ? ahead : undefined;
  }

  private search(scores: AcousticScores): void {
    for (let t = 0; t < scores.frames; t++) this.parts.decoder.advance(scores, t);
  }

  private transcript(decoded: readonly DecodedWord[], warnings: Warning[] = []): Transcript {
    const { frameSeconds, sampleRateHz } = this.parts;
    const words = decoded.map(({ word, startFrame, endFrame, confidence }) => ({
      ...{ word, confidence },
      startSeconds: startFrame * frameSeconds,
      endSeconds: endFrame * frameSeconds,
    }));
    const text = words.map(({ word }) => word).join(' ');
    return {
      ...{ text, words, durationSeconds: this.samples.end / sampleRateHz, warnings },
      alternatives: [{ text, logProbability: 0 }],
    };
  }
}
