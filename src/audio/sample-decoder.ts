/**
 * Stored samples → mono floats. Each piece is brought into the little-endian form wav-decoder reads, put under a
 * plain 44-byte header, decoded by it and averaged over the channels.
 */
import alawmulaw from 'alawmulaw';
import wavDecoder from 'wav-decoder';
import type { SampleEncoding } from './audio-clip.js';

/** How interleaved samples are stored. */
export interface SampleFormat {
  encoding: SampleEncoding;
  channels: number;
  /** Bytes of one sample of every channel. */
  bytesPerFrame: number;
  littleEndian: boolean;
}

const HEADER_BYTES = 44;
/** Pieces keep memory at the file plus its mono samples, whatever the channels. */
const PIECE_BYTES = 1 << 20;

/**
 * Averages the channels of interleaved samples, scaled so that full scale is 1: integers are divided by 2^(bits − 1).
 *
 * @param bytes - whole sample frames. // [N, channels]
 * @returns mono samples. // [N]
 */
export function decodeInterleaved(bytes: Uint8Array, format: SampleFormat): Float32Array {
  const { bytesPerFrame, channels } = format;
  const total = bytes.length / bytesPerFrame;
  const mono = new Float32Array(total);
  const pieceFrames = Math.max(1, Math.floor(PIECE_BYTES / bytesPerFrame));
  for (let from = 0; from < total; from += pieceFrames) {
    const to = Math.min(from + pieceFrames, total);
    const interleaved = decodePiece(bytes.subarray(from * bytesPerFrame, to * bytesPerFrame), format);
    for (let i = from, at = 0; i < to; i++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += interleaved[at++]!;
      mono[i] = sum / channels;
    }
  }
  return mono;
}

/** Decoded as if it were one channel, so that no number of channels can overflow the 16-bit fields of the header. */
function decodePiece(bytes: Uint8Array, format: SampleFormat): Float32Array {
  const plain = toPlain(bytes, format);
  const tag = format.encoding === 'float32' || format.encoding === 'float64' ? 3 : 1;
  const bytesPerSample = (plain.length / bytes.length) * (format.bytesPerFrame / format.channels);
  const wav = new Uint8Array(HEADER_BYTES + plain.length);
  wav.set(plain, HEADER_BYTES);
  writeHeader(new DataView(wav.buffer), tag, bytesPerSample, plain.length);
  const samples = wavDecoder.decode.sync(wav.buffer, { symmetric: true }).channelData[0]!;
  if (format.encoding === 'pcm-s24') repairMinimum(samples);
  return samples;
}

/** Only 16 bytes of format, no other chunk: the one layout of which wav-decoder makes no mistake. */
function writeHeader(view: DataView, tag: number, bytesPerSample: number, size: number): void {
  view.setUint32(0, 0x52494646); // RIFF
  view.setUint32(4, HEADER_BYTES - 8 + size, true);
  view.setUint32(8, 0x57415645); // WAVE
  view.setUint32(12, 0x666d7420); // 'fmt '
  view.setUint32(16, 16, true);
  view.setUint16(20, tag, true);
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, 16000, true); // not used: the caller knows the rate
  view.setUint32(28, 16000 * bytesPerSample, true);
  view.setUint16(32, bytesPerSample, true);
  view.setUint16(34, bytesPerSample * 8, true);
  view.setUint32(36, 0x64617461); // data
  view.setUint32(40, size, true);
}

/** The samples as little-endian PCM of 16, 24 or 32 bits or as floats. */
function toPlain(bytes: Uint8Array, format: SampleFormat): Uint8Array {
  switch (format.encoding) {
    case 'mu-law':
      return littleEndianBytes(alawmulaw.mulaw.decode(bytes));
    case 'a-law':
      return littleEndianBytes(alawmulaw.alaw.decode(bytes));
    // wav-decoder's 8-bit scale is either uneven or off centre: 16 bits are neither.
    case 'pcm-u8':
      return littleEndianBytes(Int16Array.from(bytes, (value) => (value - 128) << 8));
    default:
      return format.littleEndian ? bytes : reversed(bytes, format.bytesPerFrame / format.channels);
  }
}

function littleEndianBytes(samples: Int16Array): Uint8Array {
  const out = new Uint8Array(samples.length * 2);
  const view = new DataView(out.buffer);
  for (let i = 0; i < samples.length; i++) view.setInt16(2 * i, samples[i]!, true);
  return out;
}

function reversed(bytes: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += width) {
    for (let i = 0; i < width; i++) out[at + i] = bytes[at + width - 1 - i]!;
  }
  return out;
}

/** wav-decoder reads the 24-bit minimum as +1, a value nothing else decodes to. */
function repairMinimum(samples: Float32Array): void {
  for (let i = 0; i < samples.length; i++) if (samples[i] === 1) samples[i] = -1;
}
