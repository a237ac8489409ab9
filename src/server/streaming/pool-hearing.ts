/**
 * One utterance of a stream, heard by the worker pool. One worker hears it in part, as it comes: what is said so far
 * costs what is new. Where the model must see the whole, or in the end, the whole is sent to any worker. The samples stay
 * here as long: should the worker be lost, or have forgotten the utterance, another begins anew.
 */
import { randomUUID } from 'node:crypto';
import type { Transcript } from '../../speech/recognizer-types.js';
import type { Hearing } from '../../speech/streaming/hearing.js';
import { SampleBuffer } from '../../speech/streaming/sample-buffer.js';
import { isLoss, type PoolDecoder } from './pool-decoder.js';

export class PoolHearing implements Hearing {
  private readonly samples = new SampleBuffer();
  private readonly utterance = randomUUID();
  /** 1 when it is over, shared with its worker, which then forgets it. // [1] */
  private readonly over = new Int32Array(new SharedArrayBuffer(4));
  /** The worker that knows it, and how many samples that one has heard. */
  private worker: number | undefined;
  private heardTo = 0;

  constructor(private readonly decoder: PoolDecoder) {}

  get costsWhatIsNew(): boolean {
    return this.decoder.hearsInPart;
  }

  add(samples: Float32Array): void {
    this.samples.append(samples);
  }

  /** Declines while there is no room: a later one will tell more. */
  async partial(): Promise<Transcript | undefined> {
    const { decoder } = this;
    await decoder.opened;
    if (!decoder.hasRoom) return undefined;
    if (!decoder.hearsInPart) return decoder.draft(this.samples.since(0));
    if (this.worker !== undefined && !decoder.has(this.worker)) this.worker = undefined;
    if (this.worker === undefined) this.heardTo = 0;
    const { worker, utterance, over, heardTo: from } = this;
    const samples = this.samples.since(from);
    try {
      const answer = await decoder.hear({ utterance, over, from, samples }, worker);
      if (answer.kind === 'heard') {
        this.worker = answer.worker;
        this.heardTo = from + samples.length;
        return answer.transcript;
      }
      // Another worker than its own knows nothing of it, and its own may be free the next time.
      if (answer.worker === worker) this.worker = undefined;
      return undefined;
    } catch (error) {
      if (isLoss(error)) return undefined;
      throw error;
    }
  }

  final(): Promise<Transcript> {
    return this.decoder.final(this.samples.since(0));
  }

  close(): void {
    Atomics.store(this.over, 0, 1);
  }
}
