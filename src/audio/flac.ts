/**
 * FLAC bytes → mono samples, checked against the MD5 signature that the encoder left in the header. Browsers do not
 * know MD5: there the checksums of the frames must do.
 */
import { isNode } from '../platform.js';
import type { DecodedAudio } from './audio-clip.js';
import { audioError } from './audio-errors.js';
import { MAX_SAMPLES } from './limits.js';

/**
 * Bytes given to the decoder at a time. A frame of 12 bytes can hold 65,535 equal samples: small pieces keep what a
 * malicious file can unfold to within {@link MAX_SAMPLES}.
 */
const PIECE_BYTES = 1 << 14;
/** No frame is longer: 65,535 samples × 8 channels × 4 bytes. */
const LONGEST_FRAME = 1 << 21;

/** What the STREAMINFO block says (RFC 9639, section 8.2). */
interface StreamInfo {
  sampleRateHz: number;
  channels: number;
  bits: number;
  /** Samples per channel; 0 if the encoder did not know. */
  total: number;
  /** No frame is longer than so many bytes. */
  longestFrame: number;
  /** MD5 of the interleaved little-endian samples; all zeros if the encoder did not compute it. */
  md5: string;
  /** The block with its magic, marked as the last metadata block: a header without tags and pictures. */
  header: Uint8Array;
  /** First byte of the first frame. */
  framesStart: number;
}

/**
 * Decodes a whole FLAC file and averages its channels. The decoder is imported at the first call.
 *
 * @param bytes - a file that begins with fLaC.
 * @param options - `pieceBytes`: bytes given to the decoder at a time, without influence on the result; `maxSeconds`:
 *   what unfolds to more is given up.
 * @throws InputError `audio-bad-header`, `audio-unsupported-encoding`, `audio-no-samples`, `audio-truncated`,
 *   `audio-corrupt`, `audio-too-large`, `audio-too-long`
 */
export async function decodeFlac(
  bytes: Uint8Array,
  {
    pieceBytes = PIECE_BYTES,
    maxSeconds = Number.POSITIVE_INFINITY,
  }: { pieceBytes?: number; maxSeconds?: number | undefined } = {},
): Promise<DecodedAudio> {
  const info = readStreamInfo(bytes);
  const { channels, sampleRateHz } = info;
  const { decoder: createDecoder } = await import('@audio/decode-flac');
  const decoder = await createDecoder();
  const signature = isNode ? (await import('node:crypto')).createHash('md5') : undefined;
  const sink = new MonoSink(info, maxSeconds, signature);
  try {
    sink.add(decoder.decode(info.header).channelData);
    let lastFrame = info.framesStart;
    for (let at = info.framesStart, end = at; at < bytes.length; at = end) {
      end = pieceEnd(bytes, at, pieceBytes);
      const { channelData } = decoder.decode(bytes.subarray(at, end));
      if (channelData.length > 0) lastFrame = at;
      else if (at - lastFrame > info.longestFrame + 4 * pieceBytes) {
        throw audioError('audio-corrupt', 'a damaged FLAC frame');
      }
      sink.add(channelData);
    }
    sink.add(decoder.flush().channelData);
  } finally {
    decoder.free();
  }
  return { samples: sink.finish(), source: { container: 'flac', encoding: 'flac', sampleRateHz, channels } };
}

/**
 * Where to end a piece: the decoder overlooks a frame header that is cut in two, so no byte 0xFF, with which headers
 * begin, may be among the last 16.
 */
function pieceEnd(bytes: Uint8Array, from: number, pieceBytes: number): number {
  let end = from + pieceBytes;
  while (end < bytes.length && end < from + 2 * pieceBytes && bytes.subarray(end - 16, end).includes(0xff)) {
    end++;
  }
  return end;
}

/** The part of a hash that is used. */
interface Signature {
  update(bytes: Uint8Array): unknown;
  digest(encoding: 'hex'): string;
}

/** Gathers decoded pieces: restores the integers, feeds the signature, averages the channels. */
class MonoSink {
  private readonly pieces: Float32Array[] = [];
  private count = 0;

  constructor(
    private readonly info: StreamInfo,
    private readonly maxSeconds: number,
    private readonly signature: Signature | undefined,
  ) {}

  add(channelData: readonly Float32Array[]): void {
    if (channelData.length === 0) return;
    const { channels, bits } = this.info;
    if (channelData.length !== channels) {
      throw audioError(
        'audio-corrupt',
        `${channelData.length} channels where the FLAC header says ${channels}`,
      );
    }
    const length = channelData[0]!.length;
    this.count += length;
    if (this.count > MAX_SAMPLES) throw audioError('audio-too-large', `more than ${MAX_SAMPLES} samples`);
    if (this.count > this.maxSeconds * this.info.sampleRateHz) {
      throw audioError('audio-too-long', `FLAC of more than ${this.maxSeconds} s`);
    }
    // The decoder divides by 2^(bits − 1) − 1; up to 24 bits rounding brings the integers back.
    const decoderScale = 2 ** (bits - 1) - 1;
    const monoScale = 1 / (2 ** (bits - 1) * channels);
    const width = Math.ceil(bits / 8);
    const interleaved = new Uint8Array(length * channels * width); // [length, channels]
    const mono = new Float32Array(length);
    for (let i = 0, at = 0; i < length; i++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) {
        const value = Math.round(channelData[c]![i]! * decoderScale);
        sum += value;
        for (let shift = 0; shift < 8 * width; shift += 8) interleaved[at++] = value >> shift;
      }
      mono[i] = sum * monoScale;
    }
    this.signature?.update(interleaved);
    this.pieces.push(mono);
  }

  finish(): Float32Array {
    const { total, md5 } = this.info;
    if (this.count < total) {
      throw audioError('audio-truncated', `${this.count} samples where the FLAC header promises ${total}`);
    }
    if (this.count === 0) throw audioError('audio-no-samples', 'a FLAC header and no frames');
    if (this.signature && /[^0]/.test(md5) && this.signature.digest('hex') !== md5) {
      throw audioError('audio-corrupt', 'FLAC samples that do not match the MD5 signature in the header');
    }
    const samples = new Float32Array(this.count);
    let at = 0;
    for (const piece of this.pieces) {
      samples.set(piece, at);
      at += piece.length;
    }
    return samples;
  }
}

function readStreamInfo(bytes: Uint8Array): StreamInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 42) throw audioError('audio-truncated', 'the end of the file inside the FLAC header');
  const firstLength = view.getUint32(4) & 0xffffff;
  if ((bytes[4]! & 0x7f) !== 0 || firstLength !== 34) {
    throw audioError('audio-bad-header', 'a FLAC file that does not begin with STREAMINFO');
  }
  // 20 bits rate, 3 bits channels − 1, 5 bits bits − 1, 36 bits total.
  const packed = view.getUint32(18);
  const info: StreamInfo = {
    sampleRateHz: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    bits: ((packed >>> 4) & 31) + 1,
    total: (packed & 15) * 2 ** 32 + view.getUint32(22),
    longestFrame: view.getUint32(14) & 0xffffff || LONGEST_FRAME,
    md5: Array.from(bytes.subarray(26, 42), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    header: bytes.slice(0, 42),
    framesStart: 4,
  };
  if (info.bits > 24) throw audioError('audio-unsupported-encoding', `FLAC of ${info.bits} bits per sample`);
  if (info.total > MAX_SAMPLES) throw audioError('audio-too-large', `${info.total} samples`);
  info.header[4] = 0x80;
  for (let last = false; !last; ) {
    if (info.framesStart + 4 > bytes.length) {
      throw audioError('audio-truncated', 'the end of the file inside the FLAC metadata');
    }
    const block = view.getUint32(info.framesStart);
    last = block >>> 31 === 1;
    info.framesStart += 4 + (block & 0xffffff);
  }
  return info;
}
