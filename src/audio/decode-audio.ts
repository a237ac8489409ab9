/** The bytes of an ordinary audio file → a 16 kHz mono clip; in Node and in a browser alike. */
import { InputError } from '../errors.js';
import { type AudioClip, type AudioSource, type DecodedAudio, SAMPLE_RATE_HZ } from './audio-clip.js';
import { audioError } from './audio-errors.js';
import { FRAME_LENGTH } from './mfcc-options.js';
import { checkSamples } from './quality.js';
import { isWav } from './riff.js';
import { describeContents, startsWith, tagLength, unsupportedFormat } from './sniff.js';
import { decodeSphere, isSphere } from './sphere.js';
import { decodeWav } from './wav.js';

const LOWEST_RATE_HZ = 8000;
const HIGHEST_RATE_HZ = 192000;

/** How audio is to be decoded. */
export interface DecodeAudioOptions {
  /** How messages call it, e.g. the path. */
  name?: string;
  /** Longest clip accepted; nine hours at 16 kHz unless told. */
  maxSeconds?: number;
}

/**
 * Decodes the bytes of a WAV, FLAC or NIST SPHERE file, recognised by its content.
 *
 * @throws InputError with one of `AUDIO_ERROR_CODES`
 */
export async function decodeAudio(bytes: Uint8Array, options: DecodeAudioOptions = {}): Promise<AudioClip> {
  try {
    return await makeClip(await decodeContainer(bytes, options), options);
  } catch (error) {
    throw error instanceof InputError && options.name !== undefined ? named(error, options.name) : error;
  }
}

/**
 * A clip of mono samples that come from no file, e.g. from a microphone.
 *
 * @param samples - in [-1, 1]; changed in place where they exceed it. // [N]
 * @throws InputError with one of `AUDIO_ERROR_CODES`
 */
export async function clipOfSamples(
  samples: Float32Array,
  sampleRateHz: number,
  options: Pick<DecodeAudioOptions, 'maxSeconds'> = {},
): Promise<AudioClip> {
  const source: AudioSource = { container: 'none', encoding: 'float32', sampleRateHz, channels: 1 };
  return makeClip({ samples, source }, options);
}

async function makeClip(
  { samples: decoded, source }: DecodedAudio,
  { maxSeconds = Number.POSITIVE_INFINITY }: DecodeAudioOptions,
): Promise<AudioClip> {
  const { sampleRateHz } = source;
  if (sampleRateHz < LOWEST_RATE_HZ) throw audioError('audio-rate-too-low', `${sampleRateHz} Hz`);
  if (sampleRateHz > HIGHEST_RATE_HZ) throw audioError('audio-rate-too-high', `${sampleRateHz} Hz`);
  if (decoded.length > maxSeconds * sampleRateHz) {
    const seconds = (decoded.length / sampleRateHz).toFixed(1);
    throw audioError('audio-too-long', `${seconds} s where at most ${maxSeconds} s are accepted`);
  }
  const warnings = checkSamples(decoded, sampleRateHz);
  const samples = await toClipRate(decoded, sampleRateHz);
  if (samples.length < FRAME_LENGTH) {
    const milliseconds = ((1000 * decoded.length) / sampleRateHz).toFixed(1);
    throw audioError('audio-too-short', `${decoded.length} samples, ${milliseconds} ms`);
  }
  const durationSeconds = samples.length / SAMPLE_RATE_HZ;
  return { samples, sampleRateHz: SAMPLE_RATE_HZ, durationSeconds, source, warnings };
}

async function decodeContainer(bytes: Uint8Array, { maxSeconds }: DecodeAudioOptions): Promise<DecodedAudio> {
  if (bytes.length === 0) throw audioError('audio-empty-file', '0 bytes');
  if (isWav(bytes)) return decodeWav(bytes);
  if (isSphere(bytes)) return decodeSphere(bytes);
  const afterTag = bytes.subarray(tagLength(bytes));
  if (startsWith(afterTag, 0, 'fLaC'))
    return (await import('./flac.js')).decodeFlac(afterTag, { maxSeconds });
  const other = unsupportedFormat(bytes);
  if (other !== undefined) throw audioError('audio-unsupported-format', other);
  throw audioError('audio-not-wav', describeContents(bytes));
}

/** Resampled if need be; the filter may overshoot full scale by a little. */
async function toClipRate(samples: Float32Array, sampleRateHz: number): Promise<Float32Array> {
  if (sampleRateHz === SAMPLE_RATE_HZ) return samples;
  const resampled = await (await import('./resample.js')).resampleTo16k(samples, sampleRateHz);
  for (let i = 0; i < resampled.length; i++) resampled[i] = Math.max(-1, Math.min(1, resampled[i]!));
  return resampled;
}

/** The same error with the file in what was found and in the command that mends it. */
export function named(error: InputError, name: string): InputError {
  const { code, expected } = error;
  const quoted = /^[\w./+-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
  const remedy = error.remedy.replaceAll('INPUT', () => quoted);
  return new InputError({ code, found: `${error.found} in ${name}`, expected, remedy }, { cause: error });
}
