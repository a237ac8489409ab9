/** A recogniser and chunks of samples, as they come → events: streaming in one thread, pulled by whoever reads. */
import { clipOfSamples } from '../../audio/decode-audio.js';
import type { SpeechRecognizer } from '../recognizer-types.js';
import { RepeatedHearing } from './hearing.js';
import { RecognitionStream } from './recognition-stream.js';
import {
  resolveStreamOptions,
  type SampleChunk,
  type StreamEvent,
  type StreamOptions,
} from './stream-types.js';

/** Chunks in the order they were recorded. */
export type SampleChunks = AsyncIterable<SampleChunk> | Iterable<SampleChunk>;

/** See {@link SpeechRecognizer.stream}. */
export async function* streamChunks(
  recognizer: Pick<SpeechRecognizer, 'transcribe'>,
  chunks: SampleChunks,
  options: StreamOptions = {},
): AsyncGenerator<StreamEvent, void, undefined> {
  const resolved = resolveStreamOptions(options);
  let events: StreamEvent[] = [];
  const decode = (draft: boolean) => async (samples: Float32Array) =>
    recognizer.transcribe(await clipOfSamples(samples, resolved.sampleRateHz), { draft });
  const stream = new RecognitionStream(resolved, {
    openHearing: () => new RepeatedHearing({ partial: decode(true), final: decode(false) }),
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
