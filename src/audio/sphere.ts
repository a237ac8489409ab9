/** NIST SPHERE bytes (the `.sph` files of AN4, TIMIT and others) → mono samples. */
import type { DecodedAudio, SampleEncoding } from './audio-clip.js';
import { audioError } from './audio-errors.js';
import { decodeInterleaved } from './sample-decoder.js';

const MAGIC = 'NIST_1A\n';

/** True if `bytes` begin like a NIST SPHERE file. */
export function isSphere(bytes: Uint8Array): boolean {
  return ascii(bytes, 0, MAGIC.length) === MAGIC;
}

/**
 * Decodes a whole NIST SPHERE file and averages its channels. The header is text: `name -type value` lines up to
 * `end_head`, padded to the size that its second line gives (NIST Speech Header Resources, SPHERE 2.6).
 *
 * @param bytes - a file for which {@link isSphere} holds.
 * @throws InputError `audio-bad-header`, `audio-unsupported-encoding`, `audio-truncated`, `audio-size-lie`,
 *   `audio-no-samples`
 */
export function decodeSphere(bytes: Uint8Array): DecodedAudio {
  const { fields, headerBytes } = readHeader(bytes);
  const channels = integer(fields, 'channel_count', 1);
  const sampleRateHz = integer(fields, 'sample_rate');
  const width = integer(fields, 'sample_n_bytes', 2);
  const encoding = readEncoding(fields, width);
  const bytesPerFrame = channels * width;
  const available = bytes.length - headerBytes;
  // Without a count the samples reach to the end of the file, as SPHERE allows for pipes.
  const count = integer(fields, 'sample_count', Math.floor(available / bytesPerFrame));
  if (count === 0 || available === 0) throw audioError('audio-no-samples', 'no samples after the header');
  if (count * bytesPerFrame > available) {
    const found = `${available} bytes of samples where the header promises ${count * bytesPerFrame}`;
    throw audioError(
      count * bytesPerFrame - available >= 2 ** 30 ? 'audio-size-lie' : 'audio-truncated',
      found,
    );
  }
  const littleEndian = fields.get('sample_byte_format') !== '10';
  const data = bytes.subarray(headerBytes, headerBytes + count * bytesPerFrame);
  const samples = decodeInterleaved(data, { encoding, channels, bytesPerFrame, littleEndian });
  return { samples, source: { container: 'sphere', encoding, sampleRateHz, channels } };
}

function readHeader(bytes: Uint8Array): { fields: Map<string, string>; headerBytes: number } {
  const headerBytes = Number(ascii(bytes, MAGIC.length, MAGIC.length + 8).trim());
  if (!Number.isInteger(headerBytes) || headerBytes < 16 || headerBytes > 1 << 20) {
    throw audioError('audio-bad-header', 'a SPHERE header without a sensible size');
  }
  if (headerBytes > bytes.length)
    throw audioError('audio-truncated', 'the end of the file inside the header');
  const fields = new Map<string, string>();
  for (const line of ascii(bytes, 16, headerBytes).split('\n')) {
    if (line.trim() === 'end_head') return { fields, headerBytes };
    const [, name, value] = /^(\S+) -(?:i|r|s\d+) (.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name, value.trim());
  }
  throw audioError('audio-bad-header', 'a SPHERE header without end_head');
}

function integer(fields: Map<string, string>, name: string, fallback?: number): number {
  const text = fields.get(name);
  if (text === undefined && fallback !== undefined) return fallback;
  const value = Number(text);
  const least = name === 'sample_count' ? 0 : 1;
  if (!Number.isSafeInteger(value) || value < least) {
    throw audioError('audio-bad-header', `${name} ${text ?? 'missing'} in a SPHERE header`);
  }
  return value;
}

function readEncoding(fields: Map<string, string>, width: number): SampleEncoding {
  const coding = fields.get('sample_coding') ?? 'pcm';
  const order = fields.get('sample_byte_format') ?? (width === 1 ? '1' : '');
  if (coding === 'pcm' && width === 2 && (order === '01' || order === '10')) return 'pcm-s16';
  if (coding === 'ulaw' && width === 1) return 'mu-law';
  if (coding === 'alaw' && width === 1) return 'a-law';
  throw audioError(
    'audio-unsupported-encoding',
    `SPHERE coding '${coding}', ${width} bytes, order '${order}'`,
  );
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return new TextDecoder('latin1').decode(bytes.subarray(from, to));
}
