/** The door: the path or the stream of an ordinary audio file → a 16 kHz mono clip. */
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { InputError } from '../errors.js';
import type { AudioClip } from './audio-clip.js';
import { audioError } from './audio-errors.js';
import { decodeAudio, named } from './decode-audio.js';
import { MAX_FILE_BYTES } from './limits.js';

export type { AudioClip } from './audio-clip.js';
export { clipOfSamples, decodeAudio } from './decode-audio.js';

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
  return decodeAudio(await collect(stream, options.name), options);
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) throw audioError('audio-is-folder', `the folder ${path}`);
    if (!status.isFile()) return await collect(createReadStream(path), path); // a pipe has no size
    if (status.size > MAX_FILE_BYTES) throw tooLarge(`${status.size} bytes`, path);
    return await readFile(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw audioError('audio-not-found', `nothing at ${path}`, error);
    throw audioError('audio-unreadable', `${path}, which gives ${code ?? String(error)}`, error);
  }
}

async function collect(stream: AsyncIterable<Uint8Array>, name?: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_FILE_BYTES) throw tooLarge(`more than ${MAX_FILE_BYTES} bytes`, name);
  }
  return Buffer.concat(pieces);
}

function tooLarge(found: string, name: string | undefined): InputError {
  const error = audioError('audio-too-large', found);
  return name === undefined ? error : named(error, name);
}
