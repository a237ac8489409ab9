/**
 * Where utterances begin and end in a stream of samples. Decisions fall at the ends of frames of 10 ms that are counted
 * from the beginning of the stream: how the samples come grouped has no influence on them.
 */
import { audioError } from '../../audio/audio-errors.js';
import { FRAMES_PER_SECOND, framePower, VoiceActivity } from './voice-activity.js';

/** Speech begins after so many frames of it, so that clicks do not; so many undo a silence that has begun. */
const ONSET_FRAMES = 8;
const RESUME_FRAMES = 3;
/** An utterance may be so much of its longest length before shorter pauses begin to end it. */
const PATIENT_SHARE = 2 / 3;

export interface EndpointerOptions {
  sampleRateHz: number;
  trailingSilenceMs: number;
  longestSeconds: number;
}

/** `onset`: somebody has begun to speak; `end`: the utterance is over, with the samples taken so far. */
export type Boundary = 'onset' | 'end';

export class Endpointer {
  private readonly voice = new VoiceActivity();
  private readonly frame: Float32Array;
  private filled = 0;
  private frames = 0;
  private before = 0;
  private speaking = false;
  /** Frames of speech, and of silence, up to now. */
  private run = 0;
  private quiet = 0;
  /** Frames since the utterance began. */
  private length = 0;

  constructor(private readonly options: EndpointerOptions) {
    this.frame = new Float32Array(Math.ceil(options.sampleRateHz / FRAMES_PER_SECOND));
  }

  /**
   * Takes samples until something happens, or until there are no more.
   * @param samples - in [-1, 1]. // [N]
   * @param at - the first one to take
   * @returns the first one not taken, and what happened there
   * @throws InputError `audio-not-a-number`
   */
  take(samples: Float32Array, at: number): { next: number; boundary?: Boundary } {
    let next = at;
    while (next < samples.length) {
      const count = Math.min(this.frameLength() - this.filled, samples.length - next);
      this.frame.set(samples.subarray(next, next + count), this.filled);
      this.filled += count;
      next += count;
      if (this.filled < this.frameLength()) break;
      const boundary = this.endFrame();
      if (boundary) return { next, boundary };
    }
    return { next };
  }

  /** Where a rate is no multiple of 100, frames differ by a sample. */
  private frameLength(): number {
    const end = (frames: number) => Math.floor((frames * this.options.sampleRateHz) / FRAMES_PER_SECOND);
    return end(this.frames + 1) - end(this.frames);
  }

  private endFrame(): Boundary | undefined {
    const samples = this.frame.subarray(0, this.filled);
    const power = framePower(samples, this.before);
    if (!Number.isFinite(power)) throw audioError('audio-not-a-number', 'a sample that is not finite');
    this.before = samples.at(-1)!;
    this.filled = 0;
    this.frames++;
    const speech = this.voice.isSpeech(power);
    this.run = speech ? this.run + 1 : 0;
    if (!this.speaking) {
      if (this.run < ONSET_FRAMES) return undefined;
      this.speaking = true;
      this.quiet = 0;
      this.length = this.run;
      return 'onset';
    }
    this.length++;
    this.quiet = this.run >= RESUME_FRAMES ? 0 : this.quiet + 1;
    if (this.quiet < this.patience()) return undefined;
    this.speaking = false;
    this.run = 0;
    return 'end';
  }

  /** Frames of silence that end the utterance now: fewer and fewer in its last third, none when it is too long. */
  private patience(): number {
    const { trailingSilenceMs, longestSeconds } = this.options;
    const share = this.length / (longestSeconds * FRAMES_PER_SECOND);
    const haste = (share - PATIENT_SHARE) / (1 - PATIENT_SHARE);
    if (haste >= 1) return 0;
    const silence = trailingSilenceMs > 0 ? (trailingSilenceMs * FRAMES_PER_SECOND) / 1000 : Infinity;
    if (haste <= 0) return silence;
    return Math.max(1, Math.min(silence, FRAMES_PER_SECOND) * (1 - haste));
  }
}
