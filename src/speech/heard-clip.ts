/** A clip as the acoustics have it: with margins laid around it, and a clock that does not count them. */
import type { AudioClip } from '../audio/audio-clip.js';
import type { Margins } from '../audio/margins.js';
import type { AcousticScores } from '../decode/acoustic-scores.js';
import type { Acoustics } from './acoustics.js';

export interface HeardClip extends Margins {
  // [N]
  samples: Float32Array;
  scores: AcousticScores;
  /** When in the clip a frame of scores begins. */
  seconds(frame: number): number;
}

export function hearClip(acoustics: Acoustics, { samples, durationSeconds }: AudioClip): HeardClip {
  const laid = acoustics.layMargins?.(samples) ?? { samples, leadSeconds: 0, tailSeconds: 0 };
  const scores = acoustics.score(laid.samples);
  const { frameSeconds } = scores;
  const leadFrames = Math.round(laid.leadSeconds / frameSeconds);
  const seconds = (frame: number): number =>
    Math.min(durationSeconds, Math.max(0, frame - leadFrames) * frameSeconds);
  return { ...laid, scores, seconds };
}
