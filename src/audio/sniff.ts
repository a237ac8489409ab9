/** What a file is by its first bytes, whatever its name says: enough to refuse it with the right advice. */

/** Formats that are known and not read. `at` is the position of the magic bytes. */
const OTHER_FORMATS: readonly { name: string; at: number; magic: readonly number[] | string }[] = [
  { name: 'MP3', at: 0, magic: 'ID3' },
  { name: 'Ogg (Vorbis, Opus or FLAC)', at: 0, magic: 'OggS' },
  { name: 'MP4 or M4A', at: 4, magic: 'ftyp' },
  { name: 'WebM or Matroska', at: 0, magic: [0x1a, 0x45, 0xdf, 0xa3] },
  { name: 'Windows Media', at: 0, magic: [0x30, 0x26, 0xb2, 0x75] },
  { name: 'AMR', at: 0, magic: '#!AMR' },
  { name: 'AIFF', at: 0, magic: 'FORM' },
  { name: 'Core Audio', at: 0, magic: 'caff' },
  { name: 'Sun AU', at: 0, magic: '.snd' },
  { name: 'Wave64', at: 0, magic: 'riff' },
  { name: 'WavPack', at: 0, magic: 'wvpk' },
  { name: 'AC-3', at: 0, magic: [0x0b, 0x77] },
  { name: 'MIDI (notes, not sound)', at: 0, magic: 'MThd' },
];

/** Name of a known audio format that is not read, or undefined. */
export function unsupportedFormat(bytes: Uint8Array): string | undefined {
  const known = OTHER_FORMATS.find(({ at, magic }) => startsWith(bytes, at, magic));
  if (known) return known.name;
  if (startsWith(bytes, 0, 'RIFF') && bytes.length >= 12) {
    return `RIFF of type '${describeText(bytes.subarray(8, 12)) ?? 'unknown'}'`;
  }
  // MPEG frames: 11 bits of sync, then version and layer (layer 0 is AAC in ADTS), neither reserved; a valid bit rate.
  if (bytes.length >= 4 && bytes[0] === 0xff && (bytes[1]! & 0xf6) === 0xf0) return 'AAC';
  const layered = bytes.length >= 4 && bytes[0] === 0xff && (bytes[1]! & 0xe0) === 0xe0;
  if (layered && (bytes[1]! & 0x06) !== 0 && (bytes[1]! & 0x18) !== 0x08 && bytes[2]! >> 4 !== 15)
    return 'MP3';
  return undefined;
}

/** The beginning of `bytes` in words: quoted if it is text, else in hexadecimal. */
export function describeContents(bytes: Uint8Array): string {
  const text = describeText(bytes.subarray(0, 256));
  if (text !== undefined) return `text that begins '${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`;
  const hex = Array.from(bytes.subarray(0, 8), (value) => value.toString(16).padStart(2, '0'));
  return `bytes that begin ${hex.join(' ')}`;
}

/** `bytes` as one line of text, or undefined if they are not UTF-8 text. A character may be cut at the end. */
function describeText(bytes: Uint8Array): string | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' || /\p{Cc}/u.test(line) ? undefined : line;
}

/** True if the `magic` bytes stand at position `at`. */
export function startsWith(bytes: Uint8Array, at: number, magic: readonly number[] | string): boolean {
  const wanted = typeof magic === 'string' ? Array.from(magic, (char) => char.charCodeAt(0)) : magic;
  return bytes.length >= at + wanted.length && wanted.every((value, i) => bytes[at + i] === value);
}

/** Bytes of the ID3v2 tag at the beginning: some programs put one before FLAC, too. 0 if there is none. */
export function tagLength(bytes: Uint8Array): number {
  if (!startsWith(bytes, 0, 'ID3') || bytes.length < 10) return 0;
  const size = bytes.subarray(6, 10).reduce((sum, value) => (sum << 7) | (value & 0x7f), 0); // 7 bits a byte
  return 10 + size;
}
