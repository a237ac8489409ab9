/** What a stream of speech gives, and what can be said about how it is to be heard. */
import { z } from 'zod';
import { InputError, type Warning } from '../../errors.js';
import type { RecognizedWord } from '../recognizer-types.js';

/** Samples in [-1, 1], or 16-bit ones; any number of them. // [N] */
export type SampleChunk = Float32Array | Int16Array;

/** What was heard of one utterance. All times count from the beginning of the stream. */
export interface StreamEvent {
  /** A `partial` may be taken back by the next event of the same utterance; a `final` stays. */
  kind: 'partial' | 'final';
  /** Number of the utterance in the stream, from 0. */
  utterance: number;
  /** Empty when nothing was understood. */
  text: string;
  words: RecognizedWord[];
  /** Where the audio that was listened to begins and ends. */
  startSeconds: number;
  endSeconds: number;
  /** Remarks on the audio and on the search; of finals only. */
  warnings: Warning[];
}

const schema = z.strictObject({
  /** Rate of the samples. */
  sampleRateHz: z.number().int().min(8000).max(192_000).default(16_000),
  /**
   * Audio from one partial result to the next at least, more where decoding takes longer than that; 0: finals only.
   * Suggested values: 60 to 300 where a partial costs what is new, as with `speech-en`, 200 to 1000 where the utterance
   * is decoded anew.
   */
  partialMs: z.number().min(0).optional(),
  /**
   * Silence that ends an utterance; 0: nothing does but the end of the stream and `longestSeconds`. Short values cut
   * sentences at pauses, long ones delay the final. Suggested values: 500 to 1500.
   */
  trailingSilenceMs: z.number().min(0).default(800),
  /** Longest utterance. In its last third shorter and shorter pauses end it. */
  longestSeconds: z.number().min(1).max(600).default(30),
  /**
   * Whether an utterance that has ended is heard once more with all of it in sight: fewer errors, but its final comes
   * later the longer it was. Without, its final is what the partials led up to. Models that cannot be heard in part
   * always do.
   */
  hearAgain: z.boolean().default(true),
});

export type StreamOptions = z.input<typeof schema>;
export type ResolvedStreamOptions = z.output<typeof schema> & { partialMs: number };

/**
 * @param partialMs - where the options give none
 * @throws InputError `stream-option`
 */
export function resolveStreamOptions(options: StreamOptions, partialMs: number): ResolvedStreamOptions {
  const { success, data, error } = schema.safeParse(options);
  if (success) return { ...data, partialMs: data.partialMs ?? partialMs };
  const { path, message } = error.issues[0]!;
  throw new InputError({
    code: 'stream-option',
    found: `${path.join('.') || 'the options'}: ${message}`,
    expected: 'options in their ranges',
    remedy: 'Correct this option or leave it out.',
  });
}
