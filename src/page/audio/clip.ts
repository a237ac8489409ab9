/** A file of the visitor's → a clip: bytes that the recogniser reads, samples that can be drawn and played. */
import { decodeAudio } from '../../audio/decode-audio.js';
import { InputError } from '../../errors.js';
import { wavBytes } from './wav-bytes.js';

export interface Clip {
  name: string;
  /** A WAV, FLAC or NIST SPHERE file. */
  bytes: Uint8Array;
  /** 16 kHz mono. // [N] */
  samples: Float32Array;
  durationSeconds: number;
}

const RATE_HZ = 16000;

/** @throws InputError `audio-…` */
export async function openClip(name: string, file: Blob): Promise<Clip> {
  let bytes = new Uint8Array(await file.arrayBuffer());
  let decoded: Awaited<ReturnType<typeof decodeAudio>>;
  try {
    decoded = await decodeAudio(bytes);
  } catch (error) {
    const other = error instanceof InputError && /^audio-(not-wav|unsupported-format)$/.test(error.code);
    const played = other ? await playable(bytes) : undefined;
    if (!played) throw error;
    bytes = played;
    decoded = await decodeAudio(bytes);
  }
  const { samples, durationSeconds } = decoded;
  return { name, bytes, samples, durationSeconds };
}

/** Formats that we do not read but this browser plays, as WAV. */
async function playable(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const audio = await new OfflineAudioContext(1, 1, RATE_HZ).decodeAudioData(bytes.slice().buffer);
    const mono = new Float32Array(audio.length);
    for (let c = 0; c < audio.numberOfChannels; c++) {
      const channel = audio.getChannelData(c);
      for (let i = 0; i < mono.length; i++) mono[i]! += channel[i]! / audio.numberOfChannels;
    }
    return wavBytes(mono, audio.sampleRate);
  } catch {
    return undefined;
  }
}
