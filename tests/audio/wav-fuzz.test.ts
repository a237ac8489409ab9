/** Ten thousand damaged WAV headers: each is decoded from its own bytes or refused, soon and in few words. */
import { describe, expect, it } from 'vitest';
import { readLayout, type WavLayout } from '../../src/audio/riff.js';
import { decodeWav } from '../../src/audio/wav.js';
import { InputError } from '../../src/errors.js';
import { ascii, chunk, concat, format, riff, wav } from './wav-bytes.js';

const MUTATIONS = 10_000;

/** Deterministic numbers (Mulberry32, public domain): a failure can be repeated. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const random = generator(20240607);
const noise = (length: number) => Uint8Array.from({ length }, () => random(256));
const ds64 = new Uint8Array(28);
new DataView(ds64.buffer).setBigUint64(8, 300n, true);

const SEEDS = [
  wav({}, noise(400)),
  wav({ bits: 24, channels: 2, extensible: true }, noise(600)),
  riff([
    chunk('LIST', ascii('INFOISFT x')),
    chunk('fmt ', format({ tag: 3, bits: 32 })),
    chunk('data', noise(400)),
  ]),
  wav({ tag: 7, bits: 8, rate: 8000 }, noise(300)),
  riff([chunk('fmt ', format({ bits: 8 })), chunk('data', noise(301)), chunk('id3 ', noise(5))]),
  riff([chunk('ds64', ds64), chunk('fmt ', format()), chunk('data', noise(300), { size: 0xffffffff })], {
    id: 'RF64',
  }),
  wav({ tag: 3, bits: 64 }, noise(400)),
];
const TELLING = [
  0, 1, 2, 3, 6, 7, 8, 15, 16, 24, 32, 40, 64, 255, 256, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x7ffff000,
];
TELLING.push(0x7fffffff, 0x80000000, 0xfffffff0, 0xfffffffe, 0xffffffff);
const IDS = ['RIFF', 'RIFX', 'RF64', 'WAVE', 'fmt ', 'data', 'LIST', 'ds64'];

/** One to four things done to the first hundred bytes, or to the length. */
function mutate(original: Uint8Array): Uint8Array {
  let bytes: Uint8Array = original.slice();
  for (let n = 1 + random(4); n > 0; n--) {
    const at = random(Math.min(100, bytes.length - 4));
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const kind = random(8);
    if (kind < 2) bytes[at] = random(256);
    else if (kind === 2) view.setUint32(at, TELLING[random(TELLING.length)]!, true);
    else if (kind === 3) view.setUint16(at, TELLING[random(TELLING.length)]!, true);
    else if (kind === 4) view.setUint32(at, bytes.length + random(64) - 32, true);
    else if (kind === 5) bytes.set(ascii(IDS[random(IDS.length)]!), at);
    else if (kind === 6)
      bytes = concat([bytes.subarray(0, at), noise(random(4)), bytes.subarray(at + random(4))]);
    else bytes = bytes.slice(0, Math.max(5, random(bytes.length)));
  }
  return bytes;
}

/** The samples of a layout read without the code under test. */
function plainly(bytes: Uint8Array, { format: f, dataStart, dataEnd }: WavLayout): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = f.bytesPerFrame / f.channels;
  const one = (at: number): number => {
    switch (f.encoding) {
      case 'pcm-u8':
        return (view.getUint8(at) - 128) / 128;
      case 'pcm-s16':
        return view.getInt16(at, f.littleEndian) / 32768;
      case 'pcm-s24': {
        const [low, high] = f.littleEndian ? [at, at + 2] : [at + 2, at];
        return ((view.getInt8(high) << 16) | (view.getUint8(at + 1) << 8) | view.getUint8(low)) / 8388608;
      }
      case 'pcm-s32':
        return Math.fround(view.getInt32(at, f.littleEndian) / 2147483648);
      case 'float32':
        return view.getFloat32(at, f.littleEndian);
      case 'float64':
        return Math.fround(view.getFloat64(at, f.littleEndian));
      case 'mu-law': {
        const code = ~view.getUint8(at) & 0xff; // ITU-T G.711 by its formula
        const magnitude = ((((code & 15) << 3) + 132) << ((code >> 4) & 7)) - 132;
        return (code & 128 ? -magnitude : magnitude) / 32768;
      }
      default: {
        const code = view.getUint8(at) ^ 0x55;
        const step = (code & 15) * 16 + 8;
        const exponent = (code >> 4) & 7;
        const magnitude = exponent === 0 ? step : (step + 256) << (exponent - 1);
        return (code & 128 ? magnitude : -magnitude) / 32768;
      }
    }
  };
  const samples: number[] = [];
  for (let at = dataStart; at < dataEnd; at += f.bytesPerFrame) {
    let sum = 0;
    for (let c = 0; c < f.channels; c++) sum += one(at + c * width);
    samples.push(Math.fround(sum / f.channels));
  }
  return samples;
}

describe('damaged WAV headers', () => {
  it(`are decoded from their own bytes or refused, ${MUTATIONS} times`, () => {
    const outcomes = new Map<string, number>();
    let slowestMs = 0;
    for (let n = 0; n < MUTATIONS; n++) {
      const file = mutate(SEEDS[n % SEEDS.length]!);
      // Neighbours in memory that must not be read: bytes before and after the file.
      const bytes = concat([new Uint8Array(64).fill(0x7b), file, new Uint8Array(64).fill(0x7b)]).subarray(
        64,
        64 + file.length,
      );
      const begun = performance.now();
      let outcome: string;
      try {
        const { samples } = decodeWav(bytes);
        const layout = readLayout(bytes);
        const inside =
          12 <= layout.dataStart && layout.dataStart < layout.dataEnd && layout.dataEnd <= file.length;
        const expected = plainly(file, layout);
        const same =
          samples.length === expected.length && expected.every((v, i) => Object.is(v + 0, samples[i]! + 0));
        if (!inside || !same) expect.fail(`mutation ${n}: samples that are not in the file`);
        outcome = 'decoded';
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        outcome = error.code;
        if (error.message.length > 500) expect.fail(`mutation ${n}: ${error.message}`);
      }
      slowestMs = Math.max(slowestMs, performance.now() - begun);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(slowestMs).toBeLessThan(2000);
    // The mutations reach both sides and every judgement of the header.
    expect(outcomes.get('decoded')).toBeGreaterThan(1000);
    const judgements = ['bad-header', 'no-samples', 'size-lie', 'truncated', 'unsupported-encoding'];
    for (const code of judgements) expect(outcomes.get(`audio-${code}`), code).toBeGreaterThan(20);
    expect(outcomes.size).toBe(1 + judgements.length);
  });
});
