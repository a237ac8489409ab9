/** The door: the path or the bytes of an ordinary audio file → a 16 kHz mono clip. */
import { readFile } from 'node:fs/promises';

export type { AudioClip } from './audio-clip.js';

import { type AudioClip, type DecodedAudio, SAMPLE_RATE_HZ } from './audio-clip.js';
import { audioError } from './audio-errors.js';
import { isWav } from './riff.js';
import { decodeSphere, isSphere } from './sphere.js';
import { decodeWav } from './wav.js';

export async function readAudioFile(path: string): Promise<AudioClip> {
  return decodeAudio(await readFile(path), { name: path });
}

export async function decodeAudio(bytes: Uint8Array, options: { name?: string } = {}): Promise<AudioClip> {
  const decoded = decodeContainer(bytes, options.name ?? 'the audio');
  const samples = decoded.samples;
  const durationSeconds = samples.length / SAMPLE_RATE_HZ;
  return { samples, sampleRateHz: SAMPLE_RATE_HZ, durationSeconds, source: decoded.source, warnings: [] };
}

function decodeContainer(bytes: Uint8Array, name: string): DecodedAudio {
  if (bytes.length === 0) throw audioError('audio-empty-file', `0 bytes in ${name}`);
  if (isWav(bytes)) return decodeWav(bytes);
  if (isSphere(bytes)) return decodeSphere(bytes);
  throw audioError('audio-not-wav', `something else in ${name}`);
}
