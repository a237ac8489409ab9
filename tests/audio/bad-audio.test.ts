/** Every way audio can be bad has its own code; every code of the table is reached here or named as unreachable. */
import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AUDIO_ERROR_CODES, type AudioErrorCode } from '../../src/audio/audio-errors.js';
import { clipOfSamples, decodeAudio, readAudioFile, readAudioStream } from '../../src/audio/read-audio.js';
import { InputError } from '../../src/errors.js';
import { ascii, chunk, concat, format, integers, patched, riff, tone, uint32, wav } from './wav-bytes.js';

const good = wav({}, integers(tone(800), 2));
const nan = integers([0x3f000000, 0x7fc00000], 4);
const infinity = integers([0x3f000000, 0x7f800000], 4);

/** What is wrong → code and a part of what was found. */
const BAD_BYTES: [string, Uint8Array, AudioErrorCode, string][] = [
  ['an empty file', new Uint8Array(0), 'audio-empty-file', '0 bytes'],
  [
    'a text file renamed',
    ascii('Dear Sir,\nplease find'),
    'audio-not-wav',
    "text that begins 'Dear Sir, please find'",
  ],
  ['random bytes', Uint8Array.of(1, 2, 0xfe, 9, 9, 9, 9, 9, 9), 'audio-not-wav', '01 02 fe 09'],
  [
    'a picture in RIFF',
    concat([ascii('RIFF'), uint32(4), ascii('WEBP')]),
    'audio-unsupported-format',
    'WEBP',
  ],
  ['MP3 with a tag', concat([ascii('ID3'), new Uint8Array(30)]), 'audio-unsupported-format', 'MP3'],
  ['MP3 without', Uint8Array.of(0xff, 0xfb, 0x90, 0x64, 0), 'audio-unsupported-format', 'MP3'],
  ['AAC', Uint8Array.of(0xff, 0xf1, 0x50, 0x80, 0), 'audio-unsupported-format', 'AAC'],
  ['Ogg', concat([ascii('OggS'), new Uint8Array(30)]), 'audio-unsupported-format', 'Ogg'],
  ['M4A', concat([uint32(0x20000000), ascii('ftypM4A ')]), 'audio-unsupported-format', 'M4A'],
  [
    'ADPCM in WAV',
    wav({ tag: 2, bits: 4, align: 256 }, new Uint8Array(512)),
    'audio-unsupported-encoding',
    'ADPCM',
  ],
  [
    '12 bits',
    wav({ bits: 12, align: 2 }, new Uint8Array(64)),
    'audio-unsupported-encoding',
    'PCM of 12 bits',
  ],
  ['no channels', wav({ channels: 0, align: 2 }, new Uint8Array(64)), 'audio-bad-header', '0 channels'],
  [
    'a block that does not add up',
    wav({ align: 3 }, new Uint8Array(64)),
    'audio-bad-header',
    '3 bytes for 1 channels',
  ],
  [
    'samples before their format',
    riff([chunk('data', new Uint8Array(4)), chunk('fmt ', format())]),
    'audio-bad-header',
    'before',
  ],
  ['a format cut short', riff([chunk('fmt ', format().slice(0, 14))]), 'audio-bad-header', '14 bytes'],
  [
    'half a file',
    good.subarray(0, 700),
    'audio-truncated',
    '656 bytes of samples where the header promises 1600',
  ],
  ['half a header', good.subarray(0, 30), 'audio-truncated', "inside the chunk 'fmt '"],
  ['a quarter of a header', good.subarray(0, 10), 'audio-truncated', '10 bytes of a header'],
  ['a file that ends before the samples', good.subarray(0, 36), 'audio-truncated', 'before any samples'],
  ['4 GB promised', patched(good, 40, uint32(0xffffffff)), 'audio-size-lie', 'promises 4294967295'],
  [
    '4 GB promised twice',
    patched(patched(good, 4, uint32(4e9 + 36)), 40, uint32(4e9)),
    'audio-size-lie',
    'promises 4000000000',
  ],
  ['zero samples', wav({}, new Uint8Array(0)), 'audio-no-samples', '0 bytes of samples'],
  [
    'zero samples, then tags',
    riff([chunk('fmt ', format()), chunk('data', new Uint8Array(0)), chunk('LIST', ascii('INFO'))]),
    'audio-no-samples',
    '0 bytes',
  ],
  ['no data chunk', riff([chunk('fmt ', format())]), 'audio-no-samples', 'no data chunk'],
  ['20 ms', wav({}, integers(tone(320), 2)), 'audio-too-short', '320 samples, 20.0 ms'],
  ['4 kHz', wav({ rate: 4000 }, integers(tone(800), 2)), 'audio-rate-too-low', '4000 Hz'],
  ['no rate', wav({ rate: 0 }, integers(tone(800), 2)), 'audio-rate-too-low', '0 Hz'],
  ['384 kHz', wav({ rate: 384000 }, integers(tone(800), 2)), 'audio-rate-too-high', '384000 Hz'],
  [
    'a sample that is no number',
    wav({ tag: 3, bits: 32 }, nan),
    'audio-not-a-number',
    'NaN as sample 1 of 2',
  ],
  [
    'an infinite sample',
    wav({ tag: 3, bits: 32 }, infinity),
    'audio-not-a-number',
    'Infinity as sample 1 of 2',
  ],
];

async function refusal(attempt: Promise<unknown>): Promise<InputError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
}

describe('bad audio', () => {
  it.each(BAD_BYTES)('%s', async (_, bytes, code, found) => {
    const error = await refusal(decodeAudio(bytes));
    expect([error.code, error.found]).toEqual([code, expect.stringContaining(found)]);
    expect(error.expected).not.toBe('');
    expect(error.remedy).toMatch(/^[A-Z].*[^.\s]/);
  });

  it('names the file in what was found and in the command that helps', async () => {
    const error = await refusal(decodeAudio(ascii('OggS'), { name: "Bob's voice.ogg" }));
    expect(error.found).toBe("Ogg (Vorbis, Opus or FLAC) in Bob's voice.ogg");
    expect(error.remedy).toContain("ffmpeg -i 'Bob'\\''s voice.ogg' -ac 1");
  });

  it('refuses paths that lead to no readable file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'utterly-audio-'));
    const loop = join(folder, 'loop.wav');
    await symlink(loop, loop);
    expect((await refusal(readAudioFile(folder))).code).toBe('audio-is-folder');
    expect((await refusal(readAudioFile(join(folder, 'none.wav')))).code).toBe('audio-not-found');
    expect((await refusal(readAudioFile(''))).code).toBe('audio-not-found');
    const unreadable = await refusal(readAudioFile(loop));
    expect([unreadable.code, unreadable.found]).toEqual(['audio-unreadable', `${loop}, which gives ELOOP`]);
  });

  it('refuses what is longer than was allowed', async () => {
    const { durationSeconds } = await decodeAudio(good, { maxSeconds: 0.05 });
    expect(durationSeconds).toBe(0.05);
    expect((await refusal(decodeAudio(good, { maxSeconds: 0.049 }))).code).toBe('audio-too-long');
    const samples = new Float32Array(48000);
    expect((await refusal(clipOfSamples(samples, 48000, { maxSeconds: 0.9 }))).code).toBe('audio-too-long');
  });

  it('refuses a stream without end', async () => {
    async function* endless() {
      const megabyte = new Uint8Array(1 << 20);
      for (;;) yield megabyte;
    }
    const named = await refusal(readAudioStream(endless(), { name: 'long.wav' }));
    expect(named).toMatchObject({ code: 'audio-too-large', found: expect.stringContaining(' in long.wav') });
    expect(named.remedy).toContain('ffmpeg -i long.wav');
  });

  it('has a test for every code', () => {
    const elsewhere: AudioErrorCode[] = [
      'audio-not-found',
      'audio-unreadable',
      'audio-is-folder',
      'audio-too-large',
      'audio-too-long',
    ];
    elsewhere.push('audio-corrupt'); // flac.test.ts
    expect(new Set([...BAD_BYTES.map(([, , code]) => code), ...elsewhere])).toEqual(
      new Set(AUDIO_ERROR_CODES),
    );
  });
});

describe('good audio', () => {
  it('is read alike from a file, a stream and memory', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'utterly-audio-'));
    const path = join(folder, 'anything.mp3'); // the name does not matter, the content does
    await writeFile(path, good);
    async function* stream() {
      yield good.subarray(0, 10);
      yield good.subarray(10);
    }
    const clip = await readAudioFile(path);
    expect(clip).toEqual(await decodeAudio(good));
    expect(clip).toEqual(await readAudioStream(stream()));
    expect(clip).toEqual({
      samples: Float32Array.from(tone(800), (v) => v / 32768),
      sampleRateHz: 16000,
      durationSeconds: 0.05,
      source: { container: 'wav', encoding: 'pcm-s16', sampleRateHz: 16000, channels: 1 },
      warnings: [],
    });
  });

  it('comes out at 16 kHz whatever it was', async () => {
    const clip = await decodeAudio(wav({ rate: 44100 }, integers(tone(44100, 44100), 2)));
    expect([clip.samples.length, clip.durationSeconds]).toEqual([16000, 1]);
    const expected = tone(16000);
    for (let n = 200; n < 15800; n++)
      expect(Math.abs(clip.samples[n]! - expected[n]! / 32768)).toBeLessThan(5e-5);
  });
});
