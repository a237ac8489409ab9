/** A recogniser and chunks of samples, as they come → events: streaming in one thread, pulled by whoever reads. */
import { clipOfSamples } from '../../audio/decode-audio.js';
import type { SpeechRecognizer } from '../recognizer-types.js';
import { RepeatedHearing } from './hearing.js';
import { IncrementalHearing, type IncrementalParts } from './incremental-hearing.js';
import { RecognitionStream } from './recognition-stream.js';
import {
  resolveStreamOptions,
  type SampleChunk,
  type StreamEvent,
  type StreamOptions,
} from './stream-types.js';

/** Chunks in the order they were recorded. */
export type SampleChunks = AsyncIterable<SampleChunk> | Iterable<SampleChunk>;

/** Audio from one partial to the next: where it is decoded anew, and where it costs what is new. */
const PARTIAL_MS = { repeated: 500, incremental: 60 };

/** What hears the chunks. */
export interface StreamedRecognizer extends Pick<SpeechRecognizer, 'transcribe'> {
  /** What it takes to hear an utterance in part, where the model can. */
  openIncremental?():
    | Pick<IncrementalParts, 'openScores' | 'decoder' | 'frameSeconds' | 'revise'>
    | undefined;
}

/** See {@link SpeechRecognizer.stream}. */
export async function* streamChunks(
  recognizer: StreamedRecognizer,
  chunks: SampleChunks,
  options: StreamOptions = {},
): AsyncGenerator<StreamEvent, void, undefined> {
  const parts = recognizer.openIncremental?.();
  const resolved = resolveStreamOptions(options, parts ? PARTIAL_MS.incremental : PARTIAL_MS.repeated);
  const { sampleRateHz, hearAgain } = resolved;
  let events: StreamEvent[] = [];
  const decode = (draft: boolean) => async (samples: Float32Array) =>
    recognizer.transcribe(await clipOfSamples(samples, sampleRateHz), { draft });
  const stream = new RecognitionStream(resolved, {
    openHearing: () =>
      parts
        ? new IncrementalHearing({
            ...parts,
            sampleRateHz,
            ...(hearAgain && { decodeWhole: decode(false) }),
          })
        : new RepeatedHearing({ partial: decode(true), final: decode(false) }),
    onEvent: (event) => events.push(event),
  });
  async function* told() {
    await stream.settled();
    const now = events;
    events = [];
    yield* now;
  }
  try {
    for await (const chunk of chunks) {
      stream.push(chunk);
      yield* told();
    }
    stream.end();
    yield* told();
  } finally {
    stream.close();
  }
}
