/** The types that pass through the audio rooms: what a container held, and the clip everything later works on. */
import type { Warning } from '../errors.js';

/** Sampling rate of everything after the audio reader, in Hz. */
export const SAMPLE_RATE_HZ = 16000;

/** How one sample is stored. */
export type SampleEncoding =
  | 'pcm-u8'
  | 'pcm-s16'
  | 'pcm-s24'
  | 'pcm-s32'
  | 'float32'
  | 'float64'
  | 'mu-law'
  | 'a-law'
  | 'flac';

/** What the file was before it became 16 kHz mono. */
export interface AudioSource {
  /** `none` where samples came without a file. */
  container: 'wav' | 'flac' | 'sphere' | 'none';
  encoding: SampleEncoding;
  sampleRateHz: number;
  channels: number;
}

/** One file decoded and averaged to mono, still at its own sampling rate. */
export interface DecodedAudio {
  /** Mono samples in about [-1, 1]; floats may exceed it. // [N] */
  samples: Float32Array;
  source: AudioSource;
}

/** Audio ready for analysis. */
export interface AudioClip {
  /** Mono samples in [-1, 1] at 16 kHz. // [N] */
  samples: Float32Array;
  sampleRateHz: typeof SAMPLE_RATE_HZ;
  durationSeconds: number;
  source: AudioSource;
  /** Remarks about usable but poor audio: silence, clipping. */
  warnings: Warning[];
}
