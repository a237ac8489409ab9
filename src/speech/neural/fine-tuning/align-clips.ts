/** Where the phones of every clip are, as the model that is to learn on hears them itself. */
import { type AudioClip, SAMPLE_RATE_HZ } from '../../../audio/audio-clip.js';
import { checkSamples } from '../../../audio/quality.js';
import { InputError } from '../../../errors.js';
import { type PhoneAlignment, STATES_PER_PHONE } from '../../gmm/phone-alignment.js';
import type { AlignedWord, SpeechRecognizer } from '../../recognizer-types.js';
import { FRAME_STRIDE, strided } from '../chain-alignment.js';
import type { SoundStore } from '../sound-store.js';

/** Feature frames a second: alignments count these, as those of Gaussians do. */
const FRAME_RATE_HZ = 100;
/** What is said of clips whose words cannot be in them. */
const UNALIGNED = ['align-no-fit', 'align-silent'];

export interface AlignClipsOptions {
  recognizer: SpeechRecognizer;
  sound: SoundStore;
  /** What is said in each clip of `sound`, if anything is, and how many feature frames it has. */
  texts: readonly string[];
  frames: readonly number[];
  /** Phone names by id, silence first. */
  phones: readonly string[];
  log: (line: string) => void;
}

/** @returns an alignment for each clip, undefined where its words do not fit into it */
export function alignClips({
  recognizer,
  sound,
  texts,
  frames,
  phones,
  log,
}: AlignClipsOptions): (PhoneAlignment | undefined)[] {
  const ids = new Map(phones.map((phone, id) => [phone, id]));
  return texts.map((text, i) => {
    const samples = sound.samples(i);
    const durationSeconds = samples.length / SAMPLE_RATE_HZ;
    const source = {
      container: 'none',
      encoding: 'float32',
      sampleRateHz: SAMPLE_RATE_HZ,
      channels: 1,
    } as const;
    const clip: AudioClip = {
      samples,
      sampleRateHz: SAMPLE_RATE_HZ,
      durationSeconds,
      source,
      warnings: checkSamples(samples, SAMPLE_RATE_HZ),
    };
    if ((i + 1) % 500 === 0) log(`aligned ${i + 1} of ${texts.length} clips`);
    try {
      const words = text === '' ? [] : recognizer.align(clip, text).words;
      return phonesInOrder(words, strided(frames[i]!) * FRAME_STRIDE, ids);
    } catch (error) {
      if (error instanceof InputError && UNALIGNED.includes(error.code)) return undefined;
      throw error;
    }
  });
}

/** Words with their phones → phones from frame 0 to frame `frames`, silence (id 0) wherever there is no word. */
export function phonesInOrder(
  words: readonly AlignedWord[],
  frames: number,
  ids: ReadonlyMap<string, number>,
): PhoneAlignment {
  const phones: number[] = [];
  const ends: number[] = [];
  let now = 0;
  const add = (id: number, end: number): void => {
    now = end;
    phones.push(id);
    // Only where a phone ends is known, and only that will be asked.
    for (let state = 0; state < STATES_PER_PHONE; state++) ends.push(now);
  };
  const pauseUntil = (frame: number): void => {
    if (frame > now) add(0, frame);
  };
  for (const { phone, startSeconds, endSeconds } of words.flatMap((word) => word.phones)) {
    pauseUntil(Math.round(startSeconds * FRAME_RATE_HZ));
    add(ids.get(phone)!, Math.round(endSeconds * FRAME_RATE_HZ));
  }
  pauseUntil(frames);
  return { phones: Int16Array.from(phones), ends: Int32Array.from(ends) };
}
