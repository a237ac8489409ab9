/** NIST SPHERE: the header as text, both byte orders, mu-law, and what is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSphere, isSphere } from '../../src/audio/sphere.js';
import { InputError } from '../../src/errors.js';
import { ascii, concat, integers } from './wav-bytes.js';

const FIELDS = {
  sample_count: '-i 3',
  sample_n_bytes: '-i 2',
  channel_count: '-i 1',
  sample_byte_format: '-s2 01',
  sample_rate: '-i 16000',
  sample_coding: '-s3 pcm',
};
const DATA = integers([16384, -32768, 8192], 2);

/** A SPHERE file with these fields changed (undefined: left out). */
function sphere(
  changes: Record<string, string | undefined> = {},
  data = DATA,
  headerBytes = 1024,
): Uint8Array {
  const fields = Object.entries<string | undefined>({ database_id: '-s4 TEST', ...FIELDS, ...changes });
  const lines = fields.filter(([, value]) => value !== undefined).map(([name, value]) => `${name} ${value}`);
  const header = new Uint8Array(headerBytes).fill(32);
  header.set(ascii(['NIST_1A', String(headerBytes).padStart(7), ...lines, 'end_head', ''].join('\n')));
  return concat([header, data]);
}

function refusal(bytes: Uint8Array): InputError {
  try {
    decodeSphere(bytes);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  return expect.fail('decoded');
}

describe('decodeSphere', () => {
  it('reads 16-bit PCM of either byte order', () => {
    expect([...decodeSphere(sphere()).samples]).toEqual([0.5, -1, 0.25]);
    const swapped = DATA.map((_, i) => DATA[i ^ 1]!);
    expect([...decodeSphere(sphere({ sample_byte_format: '-s2 10' }, swapped)).samples]).toEqual([
      0.5, -1, 0.25,
    ]);
  });

  it('reads a header larger than usual, averages channels and says what it was', () => {
    const { samples, source } = decodeSphere(
      sphere({ channel_count: '-i 2', sample_count: '-i 1' }, DATA, 2048),
    );
    expect([...samples]).toEqual([-0.25]);
    expect(source).toEqual({ container: 'sphere', encoding: 'pcm-s16', sampleRateHz: 16000, channels: 2 });
  });

  it('reads mu-law', () => {
    const changes = { sample_coding: '-s4 ulaw', sample_n_bytes: '-i 1', sample_byte_format: '-s1 1' };
    const { samples, source } = decodeSphere(
      sphere({ ...changes, sample_rate: '-i 8000' }, Uint8Array.of(0, 0x80, 0xff)),
    );
    expect([...samples].map((x) => x * 32768)).toEqual([-32124, 32124, 0]);
    expect([source.encoding, source.sampleRateHz]).toEqual(['mu-law', 8000]);
  });

  it('reads to the end of a file that does not say how long it is', () => {
    expect(decodeSphere(sphere({ sample_count: undefined })).samples.length).toBe(3);
  });

  it.each([
    [
      'shorten compression',
      sphere({ sample_coding: '-s26 pcm,embedded-shorten-v2.00' }),
      'audio-unsupported-encoding',
      'shorten',
    ],
    [
      'a byte order of its own',
      sphere({ sample_byte_format: '-s2 11' }),
      'audio-unsupported-encoding',
      "order '11'",
    ],
    [
      'missing samples',
      sphere({ sample_count: '-i 4' }),
      'audio-truncated',
      '6 bytes of samples where the header promises 8',
    ],
    ['4 GB promised', sphere({ sample_count: '-i 2147483647' }), 'audio-size-lie', 'promises 4294967294'],
    ['zero samples', sphere({ sample_count: '-i 0' }), 'audio-no-samples', 'no samples'],
    ['no rate', sphere({ sample_rate: undefined }), 'audio-bad-header', 'sample_rate missing'],
    ['half a channel', sphere({ channel_count: '-r 0.5' }), 'audio-bad-header', 'channel_count 0.5'],
    ['half a header', sphere().subarray(0, 600), 'audio-truncated', 'inside the header'],
    ['no end', ascii(`NIST_1A\n   1024\n${' '.repeat(1100)}`), 'audio-bad-header', 'without end_head'],
    ['no size', ascii('NIST_1A\n   what\nend_head\n'), 'audio-bad-header', 'without a sensible size'],
  ])('refuses %s', (_, bytes, code, found) => {
    expect(isSphere(bytes)).toBe(true);
    const error = refusal(bytes);
    expect([error.code, error.found]).toEqual([code, expect.stringContaining(found)]);
  });

  it('decodes a damaged header to samples of the file or refuses it', () => {
    const edit = fc.tuple(fc.nat(200), fc.integer({ min: 9, max: 126 }));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const bytes = sphere({ sample_byte_format: '-s2 01' });
        for (const [at, value] of edits) bytes[8 + at] = value;
        try {
          const { samples, source } = decodeSphere(bytes);
          expect(samples.length * source.channels).toBeLessThanOrEqual(520); // bytes after the magic and the size
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
