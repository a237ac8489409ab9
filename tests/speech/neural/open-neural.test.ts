import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AudioClip } from '../../../src/audio/audio-clip.js';
import { createRandom } from '../../../src/random.js';
import { openRecognizer } from '../../../src/speech/open-recognizer.js';
import type { OpenRecognizerOptions } from '../../../src/speech/recognizer-types.js';
import { say, writeToneModel } from './tone-model.js';

const folder = mkdtempSync(join(tmpdir(), 'tones-'));
const whole = join(folder, 'whole');
const partial = join(folder, 'partial');
beforeAll(() => {
  writeToneModel(whole);
  writeToneModel(partial, { hidden: ['SEEN', 'NOON'] });
});
afterAll(() => rmSync(folder, { recursive: true }));

function clip(samples: Float32Array): AudioClip {
  return {
    samples,
    sampleRateHz: 16000,
    durationSeconds: samples.length / 16000,
    warnings: [],
  } as unknown as AudioClip;
}

async function hear(model: string, words: string, options: OpenRecognizerOptions = {}): Promise<string> {
  using recognizer = await openRecognizer(model, options);
  return recognizer.transcribe(clip(say(words.split(' '), createRandom(5)))).text;
}

describe('a speech-nn model', () => {
  it('hears what is said, word by word in its time', async () => {
    using recognizer = await openRecognizer(whole);
    const { text, words, alternatives } = recognizer.transcribe(
      clip(say(['SEE', 'SUE', 'NO'], createRandom(1))),
      { nbest: 3, phones: true },
    );
    expect(text).toBe('SEE SUE NO');
    expect(alternatives[0]!.text).toBe(text);
    const times = words.flatMap(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]);
    const truth = [0.12, 0.36, 0.36, 0.6, 0.6, 0.84];
    times.forEach((time, i) => {
      expect(Math.abs(time - truth[i]!)).toBeLessThan(0.05);
    });
    expect(words[1]!.phones!.map(({ phone }) => phone)).toEqual(['S', 'UW']);
  });

  it('learns words by their spelling and their sound', async () => {
    // Without SEEN and NOON it hears the next best thing.
    expect(await hear(partial, 'NO SEEN')).not.toContain('SEEN');
    expect(await hear(partial, 'NO SEEN', { vocabulary: 'Seen' })).toBe('NO SEEN');
    expect(await hear(partial, 'NOON SUE', { vocabulary: 'zzyzx N UW N' })).toBe('ZZYZX SUE');
    expect(await hear(whole, 'NOON SUE', { vocabulary: 'no N UW N' })).toMatch(/^(NO|NOON) SUE$/);
  });

  it('prefers hot words, known or not', async () => {
    const vocabulary = 'sea S IY';
    const [plain, hot] = await Promise.all([
      hear(whole, 'NO SEE', { vocabulary }),
      hear(whole, 'NO SEE', { vocabulary, hotWords: 'sea:12' }),
    ]);
    expect(plain).toBe('NO SEE');
    expect(hot).toBe('NO SEA');
    expect(await hear(partial, 'NO SEEN', { hotWords: 'seen # as in CMUdict\n' })).toBe('NO SEEN');
    // What cannot be guessed is spelled by the user.
    expect(await hear(whole, 'NO SEE', { vocabulary: 'c3 S IY', hotWords: 'c3:12' })).toBe('NO C3');
  });

  it('hears only what a grammar allows', async () => {
    const grammar = '#JSGF V1.0; grammar g; public <g> = no (sue | seen);';
    expect(await hear(whole, 'NO SEEN', { grammar })).toBe('NO SEEN');
    expect(await hear(whole, 'NO SEE', { grammar })).toMatch(/^NO (SUE|SEEN)$/);
  });

  it('takes words of a grammar that differ in case or accents for the same', async () => {
    const grammar = '#JSGF V1.0; grammar g; public <g> = No seen | no (sea | Séé | sue);';
    expect(await hear(whole, 'NO SEEN', { grammar })).toBe('NO SEEN');
    expect(await hear(whole, 'NO SUE', { grammar })).toBe('NO SUE');
    for (const [hot, heard] of [
      ['séé:12', 'NO SEE'],
      ['SEA:12', 'NO SEA'],
    ] as const) {
      expect(await hear(whole, 'NO SEE', { grammar, hotWords: hot })).toBe(heard);
    }
  });

  it('does not find words in silence', async () => {
    using recognizer = await openRecognizer(whole);
    const silent = { ...clip(new Float32Array(16_000)), warnings: [{ code: 'audio-silent', message: 'm' }] };
    expect(() => recognizer.align(silent, 'NO SEE')).toThrow(
      expect.objectContaining({ code: 'align-silent' }),
    );
  });

  it('rejects what a grammar does not allow, and says so', async () => {
    const grammar = '#JSGF V1.0; grammar g; public <g> = no | seen;';
    using recognizer = await openRecognizer(whole, { grammar, maxMisfit: 5 });
    const said = (words: string[]) => recognizer.transcribe(clip(say(words, createRandom(5))));
    const inside = said(['NO']);
    expect(inside.text).toBe('NO');
    // Where the words are the best phones there could be, free ones fit worse only by what not pausing costs.
    expect(inside.misfit! * 8).toBeGreaterThan(2 * Math.log(1 - 0.3));
    expect(inside.misfit).toBeLessThan(0.5);
    for (const outside of [said(['SUE', 'SUE', 'NOON']), said(['SUE']), said([])]) {
      expect(outside).toMatchObject({ text: '', words: [] });
      expect(outside.warnings.map(({ code }) => code)).toEqual([
        outside.misfit === undefined ? 'speech-none' : 'speech-not-in-grammar',
      ]);
    }
    using believer = await openRecognizer(whole, { grammar });
    expect(believer.transcribe(clip(say(['SUE'], createRandom(5)))).text).toMatch(/^(NO|SEEN)$/);
  });

  it('says at once what is wrong with what the user brings', async () => {
    for (const [options, code] of [
      [{ vocabulary: 'mp3' }, 'g2p-not-letters'],
      [{ vocabulary: 'judge' }, 'phone-not-in-model'],
      [{ hotWords: 'new york' }, 'hot-words-line'],
      [{ hotWords: `noon:${'9'.repeat(40)}` }, 'hot-words-line'],
      [{ grammar: '#JSGF V1.0; grammar g; public <g> = judge;' }, 'phone-not-in-model'],
    ] as const) {
      await expect(openRecognizer(whole, options)).rejects.toMatchObject({ code });
    }
  });
});
