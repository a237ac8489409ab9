/** Audio in, words out over HTTP; what is wrong comes as problem details; clients do not disturb each other. */
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/server/serve.js';
import { NUMBER_TEXT, numberBytes, startTestServer, wavOf } from './test-server.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startTestServer({ threads: 2, maxSeconds: 20 });
});
afterAll(() => server.close());

const transcribe = (fields: Record<string, string | string[]> = {}, bytes = numberBytes) => {
  const post = request(server.url).post('/v1/audio/transcriptions').attach('file', bytes, '../../etc/x.wav');
  for (const [name, value] of Object.entries(fields)) post.field(name, value);
  return post;
};

describe('POST /v1/audio/transcriptions', () => {
  it('answers in all formats', async () => {
    const json = await transcribe({ model: 'whisper-1' });
    expect([json.status, json.body]).toEqual([200, { text: NUMBER_TEXT }]);
    const text = await transcribe({ response_format: 'text' });
    expect([text.type, text.text]).toEqual(['text/plain', `${NUMBER_TEXT}\n`]);
    const srt = await transcribe({ response_format: 'srt' });
    expect(srt.text).toMatch(/^1\n00:00:00,\d{3} --> 00:00:01,\d{3}\nONE HUNDRED AND TWENTY FIVE\n\n$/);
    const vtt = await transcribe({ response_format: 'vtt' });
    expect([vtt.type, vtt.text]).toEqual(['text/vtt', expect.stringMatching(/^WEBVTT\n\n00:/)]);
  });

  it('gives words, segments and readings where they are asked for', async () => {
    const plain = await transcribe({ response_format: 'verbose_json' });
    expect(plain.body.duration).toBeCloseTo(2.015, 3);
    expect(plain.body.words).toBeUndefined();
    expect(plain.body.segments).toMatchObject([{ id: 0, text: NUMBER_TEXT, tokens: [] }]);
    const full = await transcribe({
      response_format: 'verbose_json',
      'timestamp_granularities[]': ['word', 'segment'],
      nbest: '3',
    });
    const words: { word: string; start: number; end: number; confidence: number }[] = full.body.words;
    expect(words.map(({ word }) => word).join(' ')).toBe(NUMBER_TEXT);
    for (const [i, { start, end, confidence }] of words.entries()) {
      expect(start).toBeGreaterThanOrEqual(words[i - 1]?.end ?? 0);
      expect(end).toBeGreaterThan(start);
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
    expect(full.body.segments).toHaveLength(1);
    expect(full.body.alternatives).toHaveLength(3);
    expect(full.body.alternatives[0].text).toBe(NUMBER_TEXT);
  });

  it('hears by the model, grammar and words of this request alone', async () => {
    const grammar = '#JSGF V1.0; grammar g; public <g> = ONE HUNDRED AND NINETY FIVE;';
    const [bound, free, digit, after] = await Promise.all([
      transcribe({ grammar }),
      transcribe(),
      transcribe({ model: 'speech-digits' }),
      transcribe({ vocabulary: 'NINETEENER' }),
    ]);
    expect(bound.body.text).toBe('ONE HUNDRED AND NINETY FIVE');
    expect(free.body.text).toBe(NUMBER_TEXT);
    expect(digit.body.text).toMatch(/^[A-Z]+$/);
    expect(after.body.text).toBe(NUMBER_TEXT);
  });

  it('keeps many clients apart', async () => {
    const numbers = Array.from({ length: 20 }, (_, i) => (i % 3 === 0 ? 'text' : 'json'));
    const answers = await Promise.all(numbers.map((format) => transcribe({ response_format: format })));
    for (const [i, { status, body, text }] of answers.entries()) {
      expect(status).toBe(200);
      expect(numbers[i] === 'text' ? text.trim() : body.text).toBe(NUMBER_TEXT);
    }
  });

  it('says silence in a warning', async () => {
    const { body } = await transcribe({}, wavOf(new Float32Array(16000), 16000));
    expect(body).toMatchObject({ text: '', warnings: [{ code: 'audio-silent' }] });
  });

  it.each<[string, Record<string, string | string[]>, typeof numberBytes, number, string | RegExp]>([
    ['no audio', {}, Buffer.from('Dear Sir'), 415, 'audio-not-wav'],
    ['an empty file', {}, Buffer.alloc(0), 422, 'audio-empty-file'],
    ['too long a clip', {}, wavOf(new Float32Array(8000 * 21), 8000), 413, 'audio-too-long'],
    ['too short a clip', {}, wavOf(new Float32Array(100), 16000), 422, 'audio-too-short'],
    ['an unknown model', { model: 'no-such' }, numberBytes, 404, 'model-not-found'],
    ['a model that is a path', { model: '../models/speech-an4' }, numberBytes, 404, 'model-not-found'],
    ['a broken grammar', { grammar: '#JSGF V1.0; grammar g; public <g> = (' }, numberBytes, 400, /^grammar-/],
    ['an unknown format', { response_format: 'xml' }, numberBytes, 400, 'request-invalid'],
    ['an unknown field', { temprature: '1' }, numberBytes, 400, 'request-invalid'],
    ['too many readings', { nbest: '1000' }, numberBytes, 400, 'request-invalid'],
    ['another language', { language: 'de' }, numberBytes, 400, 'request-invalid'],
    ['a list for a text', { 'grammar[]': ['a', 'b'] }, numberBytes, 400, 'request-invalid'],
    ['an object for a text', { 'model[__proto__]': 'x' }, numberBytes, 400, 'request-invalid'],
  ])('refuses %s', async (_, fields, bytes, status, code) => {
    const answer = await transcribe(fields, bytes);
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json']);
    const body = JSON.parse(answer.text);
    expect(body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
    expect(body.code).toEqual(expect.stringMatching(code));
    expect(body.type).toBe(`urn:utterly:problem:${body.code}`);
    expect(body.error.code).toBe(body.code);
  });
});

describe('POST /v1/align', () => {
  const align = (text: string) =>
    request(server.url).post('/v1/align').attach('file', numberBytes, 'a.wav').field('text', text);

  it('places words and phones', async () => {
    const { body } = await align('One hundred, and twenty five!');
    expect(body.words.map(({ word }: { word: string }) => word).join(' ')).toBe(NUMBER_TEXT);
    expect(body.warnings).toEqual([]);
    expect(body.words[0].phones.map(({ phone }: { phone: string }) => phone)).toEqual(['W', 'AH', 'N']);
  });

  it('says when a text does not fit', async () => {
    expect(JSON.parse((await align('')).text).code).toBe('align-no-text');
    const long = JSON.parse((await align('ONE HUNDRED '.repeat(50))).text);
    expect([long.status, long.code]).toEqual([422, 'align-no-fit']);
  });
});
