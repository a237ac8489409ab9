/** The door: the path, the bytes or the stream of an ordinary audio file → a 16 kHz mono clip. */
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { InputError } from '../errors.js';
import { type AudioClip, type AudioSource, type DecodedAudio, SAMPLE_RATE_HZ } from './audio-clip.js';
import { audioError } from './audio-errors.js';
import { MAX_FILE_BYTES } from './limits.js';
import { FRAME_LENGTH } from './mfcc-options.js';
import { checkSamples } from './quality.js';
import { isWav } from './riff.js';
import { describeContents, startsWith, tagLength, unsupportedFormat } from './sniff.js';
import { decodeSphere, isSphere } from './sphere.js';
import { decodeWav } from './wav.js';

export type { AudioClip } from './audio-clip.js';

const LOWEST_RATE_HZ = 8000;
const HIGHEST_RATE_HZ = 192000;

/**
 * Reads a WAV, FLAC or NIST SPHERE file; also a named pipe.
 *
 * @returns 16 kHz mono samples with what the file was and remarks about its quality.
 * @throws InputError with one of `AUDIO_ERROR_CODES`
 */
export async function readAudioFile(path: string): Promise<AudioClip> {
  return decodeAudio(await readBytes(path), { name: path });
}

/**
 * Reads a whole audio file that arrives as a stream, e.g. `process.stdin`.
 *
 * @param options - `name` is how messages call it.
 * @throws InputError with one of `AUDIO_ERROR_CODES`
 */
export async function readAudioStream(
  stream: AsyncIterable<Uint8Array>,
  options: { name?: string } = {},
): Promise<AudioClip> {
  return decodeAudio(await collect(stream), options);
}

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

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) throw audioError('audio-is-folder', `the folder ${path}`);
    if (!status.isFile()) return await collect(createReadStream(path)); // a pipe has no size
    if (status.size > MAX_FILE_BYTES) throw audioError('audio-too-large', `${status.size} bytes in ${path}`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw audioError('audio-not-found', `nothing at ${path}`, error);
    throw audioError('audio-unreadable', `${path}, which gives ${code ?? String(error)}`, error);
  }
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_FILE_BYTES) throw audioError('audio-too-large', `more than ${MAX_FILE_BYTES} bytes`);
  }
  return Buffer.concat(pieces);
}

/** The same error with the file in what was found and in the command that mends it. */
function named(error: InputError, name: string): InputError {
  const { code, expected } = error;
  const quoted = /^[\w./+-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
  const remedy = error.remedy.replaceAll('INPUT', () => quoted);
  return new InputError({ code, found: `${error.found} in ${name}`, expected, remedy }, { cause: error });
}
