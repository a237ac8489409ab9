/**
 * How one utterance is heard while it grows. {@link RepeatedHearing} suits models that must see the whole utterance, and
 * decoders elsewhere: it keeps the samples and decodes them again. Where encoder and search carry their state from
 * chunk to chunk, `IncrementalHearing` does not have to.
 */
import type { Transcript } from '../recognizer-types.js';
import { SampleBuffer } from './sample-buffer.js';

export interface Hearing {
  /** Partials do in advance what the final would have to do: nothing is saved by making fewer. */
  readonly costsWhatIsNew?: boolean;
  /** Takes the utterance's next samples; does not keep the array. // [N] */
  add(samples: Float32Array): void;
  /** What has been said so far; `undefined` where there is no time to find out. */
  partial(): Promise<Transcript | undefined>;
  /** What was said, when nothing is added any more. */
  final(): Promise<Transcript>;
  /** Gives memory back; nothing is asked any more. */
  close?(): void;
}

/** Samples of an utterance → what was said. The samples are the callee's to change. // [N] */
export interface UtteranceDecoder {
  /** May decline. */
  partial(samples: Float32Array): Promise<Transcript | undefined>;
  final(samples: Float32Array): Promise<Transcript>;
}

export class RepeatedHearing implements Hearing {
  private readonly samples = new SampleBuffer();

  constructor(private readonly decoder: UtteranceDecoder) {}

  add(samples: Float32Array): void {
    this.samples.append(samples);
  }

  partial(): Promise<Transcript | undefined> {
    return this.decoder.partial(this.samples.since(0));
  }

  final(): Promise<Transcript> {
    return this.decoder.final(this.samples.since(0));
  }
}
