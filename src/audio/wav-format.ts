/** The `fmt ` chunk of a WAV file: how its samples are stored. */
import type { SampleEncoding } from './audio-clip.js';
import { audioError } from './audio-errors.js';
import type { SampleFormat } from './sample-decoder.js';

/** How the samples of a WAV file are stored. */
export interface WavFormat extends SampleFormat {
  sampleRateHz: number;
}

const PCM = 0x0001;
const FLOAT = 0x0003;
const A_LAW = 0x0006;
const MU_LAW = 0x0007;
const EXTENSIBLE = 0xfffe;

/** Encodings by format tag and container bits per sample. */
const ENCODINGS: Record<number, Record<number, SampleEncoding>> = {
  [PCM]: { 8: 'pcm-u8', 16: 'pcm-s16', 24: 'pcm-s24', 32: 'pcm-s32' },
  [FLOAT]: { 32: 'float32', 64: 'float64' },
  [A_LAW]: { 8: 'a-law' },
  [MU_LAW]: { 8: 'mu-law' },
};

/** Names of format tags that are met and not read. */
const OTHER_FORMATS: Record<number, string> = {
  2: 'Microsoft ADPCM',
  17: 'IMA ADPCM',
  49: 'GSM 6.10',
  80: 'MPEG audio',
  85: 'MP3',
  255: 'AAC',
  353: 'Windows Media Audio',
};

/**
 * Reads the body of a `fmt ` chunk.
 * @throws InputError `audio-bad-header`, `audio-unsupported-encoding`
 */
export function parseFormat(view: DataView, littleEndian: boolean): WavFormat {
  if (view.byteLength < 16) {
    throw audioError('audio-bad-header', `a format chunk of ${view.byteLength} bytes, less than 16`);
  }
  let tag = view.getUint16(0, littleEndian);
  const channels = view.getUint16(2, littleEndian);
  const sampleRateHz = view.getUint32(4, littleEndian);
  const bytesPerFrame = view.getUint16(12, littleEndian);
  const bits = view.getUint16(14, littleEndian);
  if (tag === EXTENSIBLE) {
    if (view.byteLength < 40) throw audioError('audio-bad-header', 'an extensible format cut short');
    tag = view.getUint16(24, littleEndian); // the first two bytes of the sub-format GUID are the plain tag
  }
  if (channels === 0) throw audioError('audio-bad-header', '0 channels');
  const encoding = ENCODINGS[tag]?.[bits];
  if (!encoding) {
    const name = OTHER_FORMATS[tag] ?? (ENCODINGS[tag] ? formatName(tag) : `format 0x${tag.toString(16)}`);
    throw audioError('audio-unsupported-encoding', `${name} of ${bits} bits per sample`);
  }
  if (bytesPerFrame !== (channels * bits) / 8) {
    throw audioError(
      'audio-bad-header',
      `${bytesPerFrame} bytes for ${channels} channels of ${bits} bits (block alignment)`,
    );
  }
  return { encoding, channels, sampleRateHz, bytesPerFrame, littleEndian };
}

function formatName(tag: number): string {
  return tag === PCM ? 'PCM' : tag === FLOAT ? 'float' : tag === A_LAW ? 'A-law' : 'mu-law';
}
