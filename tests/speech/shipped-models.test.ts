import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeNoise, NOISE_COLOURS } from '../../src/audio/augment/noise.js';
import { readAudioFile } from '../../src/audio/read-audio.js';
import { InputError } from '../../src/errors.js';
import { createRandom } from '../../src/random.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';
import type { SpeechRecognizer } from '../../src/speech/recognizer-types.js';

const ROOT = packageFolder();
const MODEL = join(ROOT, 'models', 'speech-an4');
const NUMBER = join(ROOT, 'corpora', 'clips', 'number.wav');
const START = join(ROOT, 'corpora', 'clips', 'start.wav');

describe('models/speech-an4', () => {
  let recognizer: SpeechRecognizer;
  beforeAll(async () => {
    recognizer = await openRecognizer(MODEL);
  });
  afterAll(() => recognizer.close());

  it('hears the shipped clips', async () => {
    const { text, words, alternatives, durationSeconds } = recognizer.transcribe(
      await readAudioFile(NUMBER),
      {
        nbest: 3,
        phones: true,
      },
    );
    expect(text).toBe('ONE HUNDRED AND TWENTY FIVE');
    expect(alternatives[0]!.text).toBe(text);
    const logs = alternatives.map(({ logProbability }) => logProbability);
    expect(logs.reduce((sum, log) => sum + Math.exp(log), 0)).toBeLessThanOrEqual(1 + 1e-6);
    let now = 0;
    for (const { startSeconds, endSeconds, confidence, phones } of words) {
      expect(startSeconds).toBeGreaterThanOrEqual(now - 1e-9);
      expect(endSeconds).toBeGreaterThan(startSeconds);
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
      expect(phones!.length).toBeGreaterThan(1);
      now = endSeconds;
    }
    expect(now).toBeLessThanOrEqual(durationSeconds);
    expect(recognizer.transcribe(await readAudioFile(START)).text).toBe('START');
  });

  it('gives the same answer again: nothing is kept between clips', async () => {
    const clip = await readAudioFile(NUMBER);
    const first = recognizer.transcribe(clip);
    recognizer.transcribe(await readAudioFile(START));
    expect(recognizer.transcribe(clip)).toEqual(first);
  });

  it('aligns a known text where it was heard', async () => {
    const clip = await readAudioFile(NUMBER);
    const heard = recognizer.transcribe(clip).words;
    const { words } = recognizer.align(clip, 'one hundred and twenty five');
    expect(words.map(({ word }) => word)).toEqual(heard.map(({ word }) => word));
    words.forEach((word, i) => {
      expect(Math.abs(word.startSeconds - heard[i]!.startSeconds)).toBeLessThan(0.1);
      expect(word.phones[0]!.startSeconds).toBe(word.startSeconds);
    });
    expect(() => recognizer.align(clip, '   ')).toThrow(InputError);
    expect(() => recognizer.align(clip, 'one mp3')).toThrow(/g2p-not-letters/);
    expect(() => recognizer.align(clip, 'hundred '.repeat(200))).toThrow(/align-no-fit/);
  });

  it('hears nothing in silence and noise, and says so', async () => {
    const clip = await readAudioFile(NUMBER);
    const random = createRandom(11);
    for (const colour of [undefined, ...NOISE_COLOURS]) {
      const samples = colour
        ? makeNoise(colour, 24000, random).map((x) => 0.01 * x)
        : new Float32Array(16000);
      const { text, words, warnings } = recognizer.transcribe({ ...clip, samples });
      expect({ colour, text, words }).toEqual({ colour, text: '', words: [] });
      expect(warnings.map(({ code }) => code)).toEqual(['speech-none']);
    }
  });

  it('hears only what a grammar allows', async () => {
    const grammar =
      '#JSGF V1.0; grammar g; public <n> = one hundred [and] (twenty | thirty) (five | nine) | stop;';
    using constrained = await openRecognizer(MODEL, { grammar });
    expect(constrained.transcribe(await readAudioFile(NUMBER)).text).toBe('ONE HUNDRED AND TWENTY FIVE');
    const other = '#JSGF V1.0; grammar g; public <n> = stop | enter | repeat;';
    using wrong = await openRecognizer(MODEL, { grammar: other });
    expect(['', 'STOP', 'ENTER', 'REPEAT']).toContain(wrong.transcribe(await readAudioFile(NUMBER)).text);
    await expect(openRecognizer(MODEL, { grammar: '#JSGF V1.0; grammar g; public <n> = ;' })).rejects.toThrow(
      InputError,
    );
  });

  it('takes words of the user', async () => {
    using taught = await openRecognizer(MODEL, { vocabulary: 'hundrit HH AH N D R IH T\n' });
    expect(taught.transcribe(await readAudioFile(START)).text).toBe('START');
    using renamed = await openRecognizer(MODEL, {
      vocabulary: 'begin S T AA R T\n',
      grammar: '#JSGF V1.0; grammar g; public <n> = begin | help;',
    });
    expect(renamed.transcribe(await readAudioFile(START)).text).toBe('BEGIN');
    using guessed = await openRecognizer(MODEL, { vocabulary: 'frip\n' });
    expect(
      guessed.align(await readAudioFile(START), 'frip').words[0]!.phones.map(({ phone }) => phone),
    ).toEqual(['F', 'R', 'IH', 'P']);
    await expect(openRecognizer(MODEL, { vocabulary: 'mp3\n' })).rejects.toThrow(/g2p-not-letters/);
    await expect(openRecognizer(MODEL, { vocabulary: 'x QQ\n' })).rejects.toThrow(/lexicon-unknown-phone/);
  });
});

describe('a damaged model', () => {
  it('is refused with a reason', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'utterly-model-'));
    try {
      await expect(openRecognizer(folder)).rejects.toThrow(/model-not-found/);
      cpSync(MODEL, folder, { recursive: true });
      const weights = readFileSync(join(folder, 'weights.bin'));
      weights[1000]! ^= 1;
      writeFileSync(join(folder, 'weights.bin'), weights);
      await expect(openRecognizer(folder)).rejects.toThrow(/model-damaged.*checksum/);
      writeFileSync(join(folder, 'model.json'), '{"format": "something/9"}');
      await expect(openRecognizer(folder)).rejects.toThrow(/model-damaged/);
      writeFileSync(join(folder, 'model.json'), '{');
      await expect(openRecognizer(folder)).rejects.toThrow(/model-damaged/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the executable', () => {
  const main = join(ROOT, 'dist', 'bin', 'utterly.js');
  const folder = mkdtempSync(join(tmpdir(), 'utterly-cli-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });

  it('does the main job, from a file and from standard input', () => {
    expect(execFileSync(process.execPath, [main, 'transcribe', NUMBER], { encoding: 'utf8' })).toBe(
      'ONE HUNDRED AND TWENTY FIVE\n',
    );
    const args = [main, 'transcribe', '-m', 'speech-an4', '-o', 'json', '-'];
    const json = spawnSync(process.execPath, args, { input: readFileSync(START) });
    expect(JSON.parse(json.stdout.toString())).toMatchObject({ text: 'START', warnings: [] });
    expect(json.status).toBe(0);
  });

  it.each([
    ['empty.wav', new Uint8Array(0), 'audio-empty-file'],
    ['text.wav', Buffer.from('To whom it may concern'), 'audio-not-wav'],
    ['cut.wav', readFileSync(NUMBER).subarray(0, 30_000), 'audio-truncated'],
    ['lie.wav', withDataSize(0xfffffff0), 'audio-size-lie'],
    ['none.wav', withSamples(0), 'audio-no-samples'],
    ['short.wav', withSamples(100), 'audio-too-short'],
    ['slow.wav', withRate(4000), 'audio-rate-too-low'],
    ['nan.wav', notANumber(), 'audio-not-a-number'],
  ])('says what is wrong with %s, and exits with 2', (name, bytes, code) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    const { status, stdout, stderr } = run('transcribe', path);
    expect(stderr).toContain(code);
    expect(stderr).toMatch(/found.*expected/s);
    expect(stderr).not.toMatch(/ at .*\.js:\d+/);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it('says what is wrong with a path', () => {
    mkdirSync(join(folder, 'folder'));
    expect(run('transcribe', join(folder, 'folder')).stderr).toContain('audio-is-folder');
    expect(run('transcribe', join(folder, 'missing.wav')).stderr).toContain('audio-not-found');
  });
});

function edited(edit: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(readFileSync(NUMBER));
  edit(new DataView(bytes.buffer));
  return bytes;
}

function withDataSize(size: number): Uint8Array {
  return edited((view) => view.setUint32(40, size, true));
}

function withRate(rateHz: number): Uint8Array {
  return edited((view) => {
    view.setUint32(24, rateHz, true);
    view.setUint32(28, rateHz * 2, true);
  });
}

function withSamples(count: number): Uint8Array {
  const bytes = edited((view) => {
    view.setUint32(4, 36 + count * 2, true);
    view.setUint32(40, count * 2, true);
  });
  return bytes.subarray(0, 44 + count * 2);
}

function notANumber(): Uint8Array {
  const bytes = new Uint8Array(44 + 4 * 8000);
  bytes.set(edited(() => {}).subarray(0, 44));
  const view = new DataView(bytes.buffer);
  view.setUint32(4, 36 + 4 * 8000, true);
  view.setUint16(20, 3, true);
  view.setUint32(28, 64_000, true);
  view.setUint16(32, 4, true);
  view.setUint16(34, 32, true);
  view.setUint32(40, 4 * 8000, true);
  for (let i = 0; i < 8000; i++)
    view.setFloat32(44 + 4 * i, i === 4000 ? Number.NaN : 0.1 * Math.sin(i), true);
  return bytes;
}
