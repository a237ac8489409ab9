/** A stream's finals are the transcripts of its utterances, however it comes in pieces; partials lead up to them. */
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipOfSamples, readAudioFile } from '../../../src/audio/read-audio.js';
import { packageFolder } from '../../../src/speech/corpus/locations.js';
import { openRecognizer } from '../../../src/speech/open-recognizer.js';
import type { SpeechRecognizer } from '../../../src/speech/recognizer-types.js';
import type { SampleChunk, StreamEvent, StreamOptions } from '../../../src/speech/streaming/stream-types.js';

const root = packageFolder();
let recognizer: SpeechRecognizer;
let number: Float32Array;
let start: Float32Array;
beforeAll(async () => {
  recognizer = await openRecognizer(join(root, 'models/speech-an4'));
  const read = async (name: string) => (await readAudioFile(join(root, 'corpora/clips', name))).samples;
  [number, start] = await Promise.all([read('number.wav'), read('start.wav')]);
});
afterAll(() => recognizer.close());

function pieces(samples: Float32Array, size: number): Float32Array[] {
  const count = Math.ceil(samples.length / size);
  return Array.from({ length: count }, (_, i) => samples.subarray(i * size, (i + 1) * size));
}

async function heard(chunks: Iterable<SampleChunk>, options?: StreamOptions): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for await (const event of recognizer.stream(chunks, options)) events.push(event);
  return events;
}

const finals = (events: readonly StreamEvent[]) => events.filter(({ kind }) => kind === 'final');
const joined = (...parts: readonly Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]));
const quiet = (seconds: number) =>
  Float32Array.from({ length: seconds * 16000 }, (_, i) => 1e-4 * Math.sin(i * i));

describe('stream', () => {
  it('ends a clip with the words, times and confidence of the clip', async () => {
    const whole = recognizer.transcribe(await clipOfSamples(number.slice(), 16000));
    const events = await heard(pieces(number, 1600), { partialMs: 400 });
    expect(finals(events)).toEqual([
      {
        kind: 'final',
        utterance: 0,
        text: whole.text,
        words: whole.words,
        startSeconds: 0,
        endSeconds: whole.durationSeconds,
        warnings: [],
      },
    ]);
    const partials = events.slice(0, -1);
    expect(partials.length).toBeGreaterThan(1);
    for (const { kind, text, endSeconds } of partials) {
      expect(kind).toBe('partial');
      expect(endSeconds).toBeLessThan(whole.durationSeconds);
      expect(text.length).toBeLessThanOrEqual(whole.text.length);
    }
    expect(partials.at(-1)!.text).toMatch(/^ONE HUNDRED/);
  });

  it('gives the same finals however the samples come, as floats or as 16 bits', async () => {
    const [expected] = finals(await heard([number]));
    const sizes = fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.boolean(), fc.constantFrom(0, 500), async (list, short, partialMs) => {
        const chunks: SampleChunk[] = [];
        for (let at = 0, i = 0; at < number.length; at += list[i++ % list.length]!) {
          const piece = number.subarray(at, at + list[i % list.length]!);
          chunks.push(short ? Int16Array.from(piece, (value) => value * 32768) : piece);
        }
        expect(finals(await heard(chunks, { partialMs }))).toEqual([expected]);
      }),
      { numRuns: 4, seed: 1 },
    );
  });

  it('hears one utterance after the other', async () => {
    const clip = joined(quiet(3), start, quiet(1.2), number, quiet(4));
    const events = finals(await heard(pieces(clip, 5000), { partialMs: 0 }));
    for (const { text, startSeconds, endSeconds } of events) {
      const [from, to] = [startSeconds, endSeconds].map((seconds) => Math.round(16000 * seconds));
      expect(text).toBe(recognizer.transcribe(await clipOfSamples(clip.slice(from, to), 16000)).text);
    }
    expect(events[0]!.text).toBe('START');
    expect(events[1]!.text).toMatch(/^ONE HUNDRED/);
    expect(events.map(({ utterance }) => utterance)).toEqual([0, 1]);
    const [first, second] = events;
    expect(first!.startSeconds).toBeGreaterThan(0.5); // most of the silence before is left out
    expect(second!.startSeconds).toBeGreaterThanOrEqual(first!.endSeconds);
    const begins = 3 + start.length / 16000 + 1.2;
    expect(Math.abs(second!.words[0]!.startSeconds - begins)).toBeLessThan(0.3);
    expect(second!.endSeconds).toBeLessThan(clip.length / 16000);
  });

  it('resamples as clips are', async () => {
    const samples = Float32Array.from({ length: Math.floor(number.length / 2) }, (_, i) => number[2 * i]!);
    const whole = recognizer.transcribe(await clipOfSamples(samples.slice(), 8000));
    const [final] = finals(await heard(pieces(samples, 999), { sampleRateHz: 8000, partialMs: 0 }));
    expect(final!.words).toEqual(whole.words);
  });

  it('says that there was nothing', async () => {
    expect(await heard([])).toEqual([]);
    expect(await heard([new Float32Array(200)])).toEqual([]);
    const [silence, ...more] = await heard([new Float32Array(16000)]);
    expect(more).toEqual([]);
    expect(silence).toMatchObject({ kind: 'final', text: '', warnings: [{ code: 'audio-silent' }] });
  });

  it('refuses bad options and samples, and lets go of its source', async () => {
    await expect(heard([], { partialMs: -1 })).rejects.toThrow('stream-option');
    await expect(heard([new Float32Array(300).fill(Number.NaN)])).rejects.toThrow('audio-not-a-number');
    let ended = false;
    function* source() {
      try {
        for (;;) yield number;
      } finally {
        ended = true;
      }
    }
    for await (const event of recognizer.stream(source())) if (event) break;
    expect(ended).toBe(true);
  });
});
