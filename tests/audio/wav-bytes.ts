/** WAV files made byte by byte, right or wrong on purpose. */

/** One chunk; the pad byte after an odd body can be left out, as some writers do. */
export function chunk(
  id: string,
  body: Uint8Array,
  options: { size?: number; pad?: boolean } = {},
): Uint8Array {
  const padded = (options.pad ?? true) && body.length % 2 === 1 ? 1 : 0;
  const out = new Uint8Array(8 + body.length + padded);
  out.set(ascii(id));
  new DataView(out.buffer).setUint32(4, options.size ?? body.length, true);
  out.set(body, 8);
  return out;
}

/** The body of a `fmt ` chunk. `extensible` moves the tag into a sub-format GUID. */
export function format(
  fields: {
    tag?: number;
    channels?: number;
    rate?: number;
    bits?: number;
    align?: number;
    extensible?: boolean;
  } = {},
): Uint8Array {
  const { tag = 1, channels = 1, rate = 16000, bits = 16, extensible = false } = fields;
  const align = fields.align ?? (channels * bits) / 8;
  const view = new DataView(new ArrayBuffer(extensible ? 40 : 16));
  view.setUint16(0, extensible ? 0xfffe : tag, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, rate, true);
  view.setUint32(8, rate * align, true);
  view.setUint16(12, align, true);
  view.setUint16(14, bits, true);
  if (extensible) {
    view.setUint16(16, 22, true);
    view.setUint16(18, bits, true);
    view.setUint16(24, tag, true);
    [0, 0, 0, 0x10, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71].forEach((b, i) => {
      view.setUint8(28 + i, b);
    });
  }
  return new Uint8Array(view.buffer);
}

/** A file around the chunks. */
export function riff(
  chunks: readonly Uint8Array[],
  options: { id?: string; size?: number } = {},
): Uint8Array {
  const body = concat([ascii('WAVE'), ...chunks]);
  return chunk(options.id ?? 'RIFF', body, options.size === undefined ? {} : { size: options.size });
}

/** A plain WAV file with this format and these stored samples. */
export function wav(fields: Parameters<typeof format>[0], data: Uint8Array): Uint8Array {
  return riff([chunk('fmt ', format(fields)), chunk('data', data)]);
}

/** Little-endian integers of `width` bytes. */
export function integers(values: readonly number[], width: number): Uint8Array {
  return Uint8Array.from(
    values.flatMap((v) => Array.from({ length: width }, (_, i) => (v >> (8 * i)) & 0xff)),
  );
}

/** A wave loud enough not to be called silent: `length` integers of 16 bits, none of them −0. */
export function tone(length: number, rate = 16000): number[] {
  return Array.from({ length }, (_, n) => Math.round(8000 * Math.sin((2 * Math.PI * 440 * n) / rate)) + 0);
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Bytes `from` the start replaced. */
export function patched(bytes: Uint8Array, from: number, replacement: Uint8Array): Uint8Array {
  const out = bytes.slice();
  out.set(replacement, from);
  return out;
}

export function uint32(value: number): Uint8Array {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, value, true);
  return out;
}
