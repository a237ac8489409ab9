/** OpenAI's own client, told nothing but another address, transcribes here. */
import { createReadStream } from 'node:fs';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/server/serve.js';
import { NUMBER_CLIP, NUMBER_TEXT, startTestServer } from './test-server.js';

let server: RunningServer;
let client: OpenAI;
beforeAll(async () => {
  server = await startTestServer({ token: 'secret' });
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'secret' });
});
afterAll(() => server.close());

const file = () => createReadStream(NUMBER_CLIP);

describe('the openai client', () => {
  it('transcribes to json', async () => {
    const { text } = await client.audio.transcriptions.create({ file: file(), model: 'whisper-1' });
    expect(text).toBe(NUMBER_TEXT);
  });

  it('transcribes to srt', async () => {
    const srt = await client.audio.transcriptions.create({
      file: file(),
      model: 'speech-an4',
      response_format: 'srt',
    });
    expect(srt).toMatch(/^1\n00:00:00,\d+ --> 00:00:01,\d+\nONE HUNDRED AND TWENTY FIVE\n\n$/);
  });

  it('transcribes to verbose_json with words', async () => {
    const verbose = await client.audio.transcriptions.create({
      file: file(),
      model: 'whisper-1',
      response_format: 'verbose_json',
      timestamp_granularities: ['word', 'segment'],
      language: 'en',
      temperature: 0,
    });
    expect(verbose.words?.map(({ word }) => word).join(' ')).toBe(NUMBER_TEXT);
    expect(verbose.segments?.[0]?.text).toBe(NUMBER_TEXT);
    expect(verbose.duration).toBeCloseTo(2.015, 3);
  });

  it('lists the models', async () => {
    const { data } = await client.models.list();
    expect(data.map(({ id }) => id)).toEqual(['speech-an4', 'speech-digits']);
    expect(await client.models.retrieve('speech-digits')).toMatchObject({ id: 'speech-digits' });
  });

  it('understands what went wrong', async () => {
    const noise = await toFile(Buffer.from('Dear Sir'), 'letter.wav');
    const refused = client.audio.transcriptions.create({ file: noise, model: 'whisper-1' });
    await expect(refused).rejects.toMatchObject({ status: 415, code: 'audio-not-wav' });
    const stranger = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'guess' });
    await expect(stranger.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  });
});
