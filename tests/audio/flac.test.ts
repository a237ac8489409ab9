/** FLAC: exact to the sample and to the last block, however it is cut; damage is noticed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFlac } from '../../src/audio/flac.js';
import { decodeAudio } from '../../src/audio/read-audio.js';
import { InputError } from '../../src/errors.js';
import { FLAC_FIXTURES, fixtureSignal } from './fixtures/signal.js';
import { ascii, concat, patched } from './wav-bytes.js';

const read = (file: string) => new Uint8Array(readFileSync(join(import.meta.dirname, 'fixtures', file)));
const mono = read(FLAC_FIXTURES[0].file);

/** The fixture's samples averaged over the channels, full scale 1. */
function expected({ length, channels, bits }: (typeof FLAC_FIXTURES)[number]): Float32Array {
  const signal = fixtureSignal(length, channels, bits);
  return Float32Array.from({ length }, (_, n) => {
    const frame = signal.subarray(n * channels, (n + 1) * channels);
    return frame.reduce((sum, value) => sum + value, 0) / channels / 2 ** (bits - 1);
  });
}

async function code(bytes: Uint8Array): Promise<string> {
  return decodeFlac(bytes).then(
    () => 'decoded',
    (error: unknown) => (error instanceof InputError ? error.code : `not an InputError: ${error}`),
  );
}

describe('decodeFlac', () => {
  it.each(FLAC_FIXTURES)('is exact on $file', async (fixture) => {
    const { samples, source } = await decodeFlac(read(fixture.file));
    expect(samples).toEqual(expected(fixture));
    const { channels, sampleRateHz } = fixture;
    expect(source).toEqual({ container: 'flac', encoding: 'flac', sampleRateHz, channels });
  });

  it('gives the same however the file is cut into pieces', async () => {
    const whole = expected(FLAC_FIXTURES[0]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 64, max: 7000 }), async (pieceBytes) => {
        const { samples } = await decodeFlac(mono, { pieceBytes });
        expect(Buffer.from(samples.buffer).equals(Buffer.from(whole.buffer))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('reads what an encoder wrote into a pipe, with neither length nor signature', async () => {
    const piped = mono.slice();
    piped[21]! &= 0xf0; // the upper bits of the number of samples share this byte
    piped.fill(0, 22, 42);
    expect((await decodeFlac(piped)).samples).toEqual(expected(FLAC_FIXTURES[0]));
  });

  it('passes over an ID3 tag in front', async () => {
    const tag = concat([ascii('ID3'), Uint8Array.of(4, 0, 0, 0, 0, 1, 2), new Uint8Array(130)]); // size 1 · 128 + 2
    expect((await decodeAudio(concat([tag, mono]))).samples).toEqual(expected(FLAC_FIXTURES[0]));
  });

  it('gives up what unfolds to more than was allowed', async () => {
    const { maxSeconds, ...heard } = { maxSeconds: 0.01, ...(await decodeFlac(mono)) };
    expect(heard.samples.length).toBeGreaterThan(maxSeconds * heard.source.sampleRateHz);
    await expect(decodeFlac(mono, { maxSeconds })).rejects.toMatchObject({ code: 'audio-too-long' });
  });

  it('notices what is missing', async () => {
    for (const length of [5, 41, 60, 86, 87, 1000, mono.length - 1]) {
      expect(await code(mono.subarray(0, length)), `${length} bytes`).toBe('audio-truncated');
    }
  });

  it('notices a wrong sample by the signature', async () => {
    expect(await code(patched(mono, 30, Uint8Array.of(1, 2, 3)))).toBe('audio-corrupt');
  });

  it('refuses headers that make no sense', async () => {
    expect(await code(patched(mono, 4, Uint8Array.of(1)))).toBe('audio-bad-header');
    expect(await code(patched(mono, 21, Uint8Array.of(0x7f)))).toBe('audio-too-large');
    expect(await code(patched(mono, 20, Uint8Array.of(0x01, 0xf0)))).toBe('audio-unsupported-encoding');
  });

  it('never decodes a damaged file to other samples, never crashes', async () => {
    const original = Buffer.from(expected(FLAC_FIXTURES[0]).buffer);
    const damage = fc.array(fc.tuple(fc.nat(mono.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(damage, async (edits) => {
        const bytes = mono.slice();
        for (const [at, flip] of edits) bytes[at]! ^= flip;
        try {
          const { samples } = await decodeFlac(bytes);
          expect(Buffer.from(samples.buffer).equals(original)).toBe(true); // damage to tags, or to the rate
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 120 },
    );
  });
});
