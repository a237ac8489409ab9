/** Streams of a recurrent model: heard in part, at the cost of what is new, and as the whole in the end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clipOfSamples } from '../../../src/audio/decode-audio.js';
import { DenseScores } from '../../../src/decode/acoustic-scores.js';
import type { Lattice } from '../../../src/decode/lattice.js';
import type { DecodeResult } from '../../../src/decode/result.js';
import { createRandom } from '../../../src/random.js';
import { openRecognizer } from '../../../src/speech/open-recognizer.js';
import type { SpeechRecognizer } from '../../../src/speech/recognizer-types.js';
import { IncrementalHearing } from '../../../src/speech/streaming/incremental-hearing.js';
import type { StreamEvent, StreamOptions } from '../../../src/speech/streaming/stream-types.js';
import { say, writeToneModel } from '../neural/tone-model.js';

const folder = mkdtempSync(join(tmpdir(), 'tones-'));
const SAID = ['SEE', 'SUE', 'NO', 'SUE', 'SEE', 'SUE'];
let recognizer: SpeechRecognizer;
const samples = say(SAID, createRandom(4));
beforeAll(async () => {
  writeToneModel(folder);
  recognizer = await openRecognizer(folder);
});
afterAll(() => {
  recognizer.close();
  rmSync(folder, { recursive: true });
});

async function heard(size: number, options: StreamOptions, hears = recognizer): Promise<StreamEvent[]> {
  const count = Math.ceil(samples.length / size);
  const chunks = Array.from({ length: count }, (_, i) => samples.subarray(i * size, (i + 1) * size));
  const events: StreamEvent[] = [];
  for await (const event of hears.stream(chunks, { trailingSilenceMs: 0, ...options })) events.push(event);
  return events;
}

describe('a stream heard in part', () => {
  it('shows each word soon after it was said, and never takes one back here', async () => {
    const events = await heard(320, { partialMs: 60 });
    const partials = events.slice(0, -1);
    let known: string[] = [];
    for (const { kind, text, words, endSeconds } of partials) {
      expect(kind).toBe('partial');
      const now = text.split(' ').filter(Boolean);
      expect(now.slice(0, known.length)).toEqual(known);
      known = now;
      for (const { endSeconds: end, confidence } of words) {
        expect(end).toBeLessThanOrEqual(endSeconds);
        expect(confidence).toBeGreaterThan(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
    }
    expect(known).toEqual(SAID.slice(0, known.length));
    expect(known.length).toBeGreaterThanOrEqual(SAID.length - 2);
    const first = partials.find(({ text }) => text !== '')!;
    expect(first.text).toBe('SEE');
    expect(first.endSeconds).toBeLessThan(0.36 + 0.36); // SEE ends at 0.36 s
  });

  it('ends as the clip does, or with what the partials led up to', async () => {
    const whole = recognizer.transcribe(await clipOfSamples(samples.slice(), 16000));
    expect(whole.text).toBe(SAID.join(' '));
    const final = (await heard(1000, {})).at(-1)!;
    expect(final).toMatchObject({ kind: 'final', text: whole.text, words: whole.words });
    const [one, other] = await Promise.all([777, 4000].map((size) => heard(size, { hearAgain: false })));
    expect(one!.at(-1)).toMatchObject({ kind: 'final', text: whole.text });
    expect(one!.at(-1)).toEqual(other!.at(-1)); // how the samples come has no influence
  });

  it('does not mind what else the recogniser does meanwhile', async () => {
    const alone = await heard(1600, { hearAgain: false });
    const other = await clipOfSamples(say(['NOON', 'SEE'], createRandom(9)), 16000);
    const events: StreamEvent[] = [];
    const pieces = Array.from({ length: samples.length / 1600 + 1 }, (_, i) =>
      samples.subarray(i * 1600, (i + 1) * 1600),
    );
    for await (const event of recognizer.stream(pieces, { trailingSilenceMs: 0, hearAgain: false })) {
      recognizer.transcribe(other);
      events.push(event);
    }
    expect(events.at(-1)).toEqual(alone.at(-1));
    for (const { text } of events) expect(SAID.join(' ').startsWith(text)).toBe(true);
  });

  it('gives what a second opinion makes of the search, where it is not heard once more', async () => {
    const nothing = new DenseScores(new Float32Array(0), 0, 1, 0.03);
    const openScores = () => ({
      push: () => ({ settled: nothing, ahead: nothing }),
      finish: () => nothing,
      close: () => {},
    });
    const word = (word: string, startFrame: number) => ({
      ...{ word, startFrame, endFrame: startFrame + 9 },
      ...{ wordId: 0, pronunciation: 0, confidence: 0.5 },
    });
    const found = {
      lattice: {} as Lattice,
      logLikelihood: -1,
      acousticLogLikelihood: -1,
      languageLogProbability: -1,
    };
    const decoder = {
      start: () => {},
      advance: () => {},
      partial: () => [],
      finish: () => ({ ...found, reachedEnd: true, words: [word('SEA', 0), word('NO', 9)] }),
    };
    const revise = ({ words, ...result }: DecodeResult) => ({
      ...result,
      words: words.map((old, i) => (i === 0 ? { ...old, word: 'SEE' } : old)),
    });
    const hearing = new IncrementalHearing({
      openScores,
      decoder,
      revise,
      sampleRateHz: 16000,
      frameSeconds: 0.03,
    });
    hearing.add(new Float32Array(1600));
    expect((await hearing.final()).text).toBe('SEE NO');
    hearing.close();
  });

  it('waits for the whole where a grammar may reject', async () => {
    const grammar = '#JSGF V1.0; grammar g; public <s> = (SEE | SUE | NO)+;';
    using strict = await openRecognizer(folder, { grammar, maxMisfit: 50 });
    const events = await heard(4000, { partialMs: 300 }, strict);
    expect(events.at(-1)!.text).toBe(SAID.join(' '));
  });
});
