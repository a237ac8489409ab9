/** WAV bytes → mono samples: the samples are given to wav-decoder piece by piece under a header it understands. */
import type { DecodedAudio } from './audio-clip.js';
import { readLayout } from './riff.js';
import { decodeInterleaved } from './sample-decoder.js';

/**
 * Decodes a whole WAV file and averages its channels.
 *
 * @param bytes - a file for which `isWav` holds.
 * @throws InputError `audio-bad-header`, `audio-unsupported-encoding`, `audio-truncated`, `audio-size-lie`,
 *   `audio-no-samples`
 */
export function decodeWav(bytes: Uint8Array): DecodedAudio {
  const { format, dataStart, dataEnd } = readLayout(bytes);
  const samples = decodeInterleaved(bytes.subarray(dataStart, dataEnd), format);
  const { encoding, sampleRateHz, channels } = format;
  return { samples, source: { container: 'wav', encoding, sampleRateHz, channels } };
}
