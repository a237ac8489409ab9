/** WAV decoding: every encoding against its definition, and the layouts that break simple readers. */
import { describe, expect, it } from 'vitest';
import { decodeWav } from '../../src/audio/wav.js';
import { ascii, chunk, concat, format, integers, patched, riff, uint32, wav } from './wav-bytes.js';

const samplesOf = (bytes: Uint8Array) => [...decodeWav(bytes).samples];

function floats(values: readonly number[], width: 4 | 8): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * width));
  values.forEach((value, i) => {
    if (width === 4) view.setFloat32(4 * i, value, true);
    else view.setFloat64(8 * i, value, true);
  });
  return new Uint8Array(view.buffer);
}

describe('decodeWav', () => {
  it('scales integers by 2^(bits − 1), the extremes included', () => {
    expect(samplesOf(wav({ bits: 8 }, Uint8Array.of(0, 64, 128, 255)))).toEqual([-1, -0.5, 0, 127 / 128]);
    expect(samplesOf(wav({ bits: 16 }, integers([-32768, -1, 0, 16384, 32767], 2)))).toEqual([
      -1,
      -1 / 32768,
      0,
      0.5,
      32767 / 32768,
    ]);
    expect(samplesOf(wav({ bits: 24 }, integers([-8388608, -8388607, 1, 8388607], 3)))).toEqual([
      -1,
      -8388607 / 8388608,
      1 / 8388608,
      8388607 / 8388608,
    ]);
    expect(samplesOf(wav({ bits: 32 }, integers([-2147483648, 1073741824, 128], 4)))).toEqual([
      -1,
      0.5,
      2 ** -24,
    ]);
  });

  it('reads floats as they are', () => {
    expect(samplesOf(wav({ tag: 3, bits: 32 }, floats([0.5, -1.25, 0], 4)))).toEqual([0.5, -1.25, 0]);
    expect(samplesOf(wav({ tag: 3, bits: 64 }, floats([0.5, -1.25, 0], 8)))).toEqual([0.5, -1.25, 0]);
  });

  it('reads telephone companding (values of ITU-T G.711, tables 1 and 2)', () => {
    const mu = samplesOf(wav({ tag: 7, bits: 8 }, Uint8Array.of(0x00, 0x80, 0xff, 0x7f, 0xfe)));
    expect(mu.map((x) => x * 32768)).toEqual([-32124, 32124, 0, 0, 8]);
    const a = samplesOf(wav({ tag: 6, bits: 8 }, Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a)));
    expect(a.map((x) => x * 32768)).toEqual([8, -8, 32256, -32256]);
  });

  it('averages the channels', () => {
    expect(samplesOf(wav({ channels: 2 }, integers([8192, 16384, -32768, 0], 2)))).toEqual([0.375, -0.5]);
    const six = Array.from({ length: 12 }, (_, i) => (i < 6 ? 6000 : i * 100));
    expect(samplesOf(wav({ channels: 6 }, integers(six, 2)))).toEqual(
      [6000 / 32768, 850 / 32768].map(Math.fround),
    );
  });

  it('reads any number of channels', () => {
    const many = wav(
      { bits: 8, channels: 40_000 },
      new Uint8Array(80_000).fill(192, 40_000).fill(64, 0, 40_000),
    );
    expect(samplesOf(many)).toEqual([-0.5, 0.5]);
  });

  it('reads more than one piece of a megabyte without a seam', () => {
    const values = Int16Array.from({ length: 700_000 }, (_, n) => Math.imul(n, 40503));
    const { samples } = decodeWav(wav({}, new Uint8Array(values.buffer))); // little-endian machines only
    expect(samples.length).toBe(values.length);
    expect(samples.findIndex((value, n) => value !== values[n]! / 32768)).toBe(-1);
  });

  it('says what the file was', () => {
    const { source } = decodeWav(wav({ tag: 7, bits: 8, channels: 2, rate: 8000 }, Uint8Array.of(1, 2)));
    expect(source).toEqual({ container: 'wav', encoding: 'mu-law', sampleRateHz: 8000, channels: 2 });
  });

  it('reads the extensible format', () => {
    const data = integers([-8388608, 4194304], 3);
    expect(samplesOf(wav({ bits: 24, extensible: true }, data))).toEqual([-1, 0.5]);
    expect(samplesOf(wav({ tag: 3, bits: 32, extensible: true }, floats([0.25], 4)))).toEqual([0.25]);
  });

  it('skips other chunks, odd ones with and without their pad byte', () => {
    const [fmt, data] = [chunk('fmt ', format()), chunk('data', integers([16384], 2))];
    const odd = ascii('INFOISFT abc\0'.slice(0, 13));
    expect(samplesOf(riff([fmt, chunk('LIST', odd), data]))).toEqual([0.5]);
    expect(samplesOf(riff([fmt, chunk('LIST', odd, { pad: false }), data]))).toEqual([0.5]);
    expect(samplesOf(riff([chunk('JUNK', new Uint8Array(28)), fmt, data, chunk('LIST', odd)]))).toEqual([
      0.5,
    ]);
  });

  it('reads a view into a larger buffer, and nothing around it', () => {
    const file = wav({}, integers([16384, -16384], 2));
    const around = concat([new Uint8Array(7).fill(0x55), file, new Uint8Array(9).fill(0x55)]);
    expect(samplesOf(around.subarray(7, 7 + file.length))).toEqual([0.5, -0.5]);
    expect(samplesOf(Buffer.from(file))).toEqual([0.5, -0.5]);
  });

  it('reads big-endian RIFX', () => {
    const little = wav({ bits: 24 }, integers([4194304, -8388608], 3));
    const big = little.slice();
    const swap = (at: number, width: number) => big.subarray(at, at + width).reverse();
    for (const [at, width] of [
      [4, 4],
      [16, 4],
      [20, 2],
      [22, 2],
      [24, 4],
      [28, 4],
      [32, 2],
      [34, 2],
      [40, 4],
    ] as const) {
      swap(at, width);
    }
    for (const at of [44, 47]) swap(at, 3);
    big.set(ascii('RIFX'));
    expect(samplesOf(big)).toEqual([0.5, -1]);
  });

  it('reads 64-bit RF64, whose sizes stand in a chunk of their own', () => {
    const ds64 = new Uint8Array(28);
    new DataView(ds64.buffer).setBigUint64(8, 4n, true);
    const data = chunk('data', integers([16384, -16384, 99], 2), { size: 0xffffffff });
    const file = riff([chunk('ds64', ds64), chunk('fmt ', format()), data], { id: 'RF64', size: 0xffffffff });
    expect(samplesOf(file)).toEqual([0.5, -0.5]);
  });

  it.each([
    ['ffmpeg', 0xffffffff, 0xffffffff],
    ['sox', 0x7ffff024, 0x7ffff000],
    ['a recorder that was interrupted', 0, 0],
    ['GStreamer', 36, 0],
  ])('reads to the end of what %s wrote into a pipe', (_, riffSize, dataSize) => {
    const file = wav({}, integers([16384, -16384], 2));
    expect(samplesOf(patched(patched(file, 4, uint32(riffSize)), 40, uint32(dataSize)))).toEqual([0.5, -0.5]);
  });

  it('ignores what is left of a sample frame at the end', () => {
    const file = wav({ channels: 2 }, integers([16384, 0, 16384], 2));
    expect(samplesOf(file)).toEqual([0.25]);
  });
});
