/** The walk over a WAV file's chunks: finds format and samples, and judges the sizes the header claims. */
import { audioError } from './audio-errors.js';
import { parseFormat, type WavFormat } from './wav-format.js';

/** Where the samples of a WAV file lie and how they are stored. */
export interface WavLayout {
  format: WavFormat;
  /** First byte of the samples. */
  dataStart: number;
  /** Byte after the last whole sample frame; never beyond the file. */
  dataEnd: number;
}

/** A header that promises this many bytes more than there are lies; below it, the file was cut short. */
const LIE_BYTES = 2 ** 30;

/**
 * Sizes written by tools that cannot go back to correct them (a pipe): 0, 0xFFFFFFFF (ffmpeg)
 * and around 0x80000000 (sox, arecord).
 */
function isPlaceholder(size: number): boolean {
  return size === 0 || size === 0xffffffff || (size >= 0x7ffff000 && size <= 0x80000024);
}

/**
 * True if `bytes` begin like a WAV file, even if they end there: RIFF, its big-endian sister RIFX, or the 64-bit RF64
 * and BW64.
 */
export function isWav(bytes: Uint8Array): boolean {
  const wave = bytes.length < 12 || fourCC(bytes, 8) === 'WAVE';
  return wave && /^(RIFF|RIFX|RF64|BW64)$/.test(fourCC(bytes, 0));
}

/**
 * Finds the format and the samples of a WAV file.
 *
 * @param bytes - a whole file for which {@link isWav} holds.
 * @throws InputError `audio-bad-header`, `audio-unsupported-encoding`, `audio-truncated`, `audio-size-lie`,
 *   `audio-no-samples`
 */
export function readLayout(bytes: Uint8Array): WavLayout {
  if (bytes.length < 12) throw audioError('audio-truncated', `${bytes.length} bytes of a header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = fourCC(bytes, 0) !== 'RIFX';
  const riffSize = view.getUint32(4, littleEndian);
  let format: WavFormat | undefined;
  let longDataSize: number | undefined;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const id = fourCC(bytes, at);
    const size = view.getUint32(at + 4, littleEndian);
    const body = at + 8;
    if (id === 'data') {
      if (!format) throw audioError('audio-bad-header', 'samples before any description of them');
      const claimed = size === 0xffffffff ? (longDataSize ?? size) : size;
      const length = dataLength(bytes, body, claimed, riffSize, littleEndian);
      const whole = length - (length % format.bytesPerFrame);
      if (whole === 0) throw audioError('audio-no-samples', `${length} bytes of samples`);
      return { format, dataStart: body, dataEnd: body + whole };
    }
    if (body + size > bytes.length) {
      throw audioError('audio-truncated', `the end of the file inside the chunk '${printable(id)}'`);
    }
    if (id === 'fmt ') {
      format = parseFormat(new DataView(view.buffer, view.byteOffset + body, size), littleEndian);
    }
    if (id === 'ds64' && size >= 16) longDataSize = Number(view.getBigUint64(body + 8, true));
    at = nextChunk(bytes, body + size);
  }
  if (riffSize + 8 > bytes.length && !isPlaceholder(riffSize)) {
    throw audioError('audio-truncated', 'the end of the file before any samples');
  }
  throw audioError('audio-no-samples', format ? 'no data chunk' : 'neither a format nor a data chunk');
}

/** Bytes of samples that are there, if the header's claim about them can be believed. */
function dataLength(
  bytes: Uint8Array,
  body: number,
  claimed: number,
  riffSize: number,
  littleEndian: boolean,
): number {
  const available = bytes.length - body;
  if (claimed > 0 && claimed <= available) return claimed;
  if (claimed === 0) return endsInChunks(bytes, body, littleEndian) ? 0 : available;
  // A tool that does not know the size of the samples cannot know the size of the file either.
  if (isPlaceholder(claimed) && isPlaceholder(riffSize)) return available;
  const found = `${available} bytes of samples where the header promises ${claimed}`;
  throw audioError(claimed - available >= LIE_BYTES ? 'audio-size-lie' : 'audio-truncated', found);
}

/** True if the rest of the file is a row of whole chunks (none counts): then what came before was really empty. */
function endsInChunks(bytes: Uint8Array, from: number, littleEndian: boolean): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;
  while (at + 8 <= bytes.length && isChunkId(bytes, at)) {
    at = nextChunk(bytes, at + 8 + view.getUint32(at + 4, littleEndian));
  }
  return at >= bytes.length && at <= bytes.length + 1;
}

/** Chunks begin at even positions; some writers forget the pad byte, so an id at the odd one is believed. */
function nextChunk(bytes: Uint8Array, end: number): number {
  const even = end + (end & 1);
  return even !== end && !isChunkId(bytes, even) && isChunkId(bytes, end) ? end : even;
}

function isChunkId(bytes: Uint8Array, at: number): boolean {
  return at + 8 <= bytes.length && /^[\x20-\x7e]{4}$/.test(fourCC(bytes, at));
}

function fourCC(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function printable(id: string): string {
  return id.replace(/[^\x20-\x7e]/g, '?');
}
