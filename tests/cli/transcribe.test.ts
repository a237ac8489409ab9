import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from './fake-surroundings.js';

let world: World;
beforeEach(() => {
  world = new World();
  world.writeModel('speech-an4');
});
afterEach(() => world.remove());

describe('utterly transcribe', () => {
  it('prints the text and nothing else', async () => {
    const file = world.write('a.wav', 'GO ON');
    const ran = await world.run(['transcribe', file]);
    expect(ran).toMatchObject({ code: 0, stdout: 'GO ON\n', stderr: '', closed: 1 });
    expect(ran.opened).toEqual([[join(world.root, 'models/speech-an4'), {}]]);
  });

  it('reads standard input', async () => {
    expect(await world.run(['transcribe', '-'], 'YES')).toMatchObject({ code: 0, stdout: 'YES\n' });
  });

  it('prints one JSON object a line and file', async () => {
    const a = world.write('a.wav', 'GO LOUD');
    const b = world.write('b.wav', 'NO');
    const ran = await world.run(['transcribe', a, b, '-o', 'json', '--nbest', '2']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const [first, second] = ran.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first).toEqual({
      file: a,
      text: 'GO LOUD',
      durationSeconds: 1,
      words: [
        { word: 'GO', start: 0, end: 0.5, confidence: 0.9877 },
        { word: 'LOUD', start: 0.5, end: 1, confidence: 0.9877 },
      ],
      alternatives: [
        { text: 'GO LOUD', logProbability: -0.1235 },
        { text: 'GO LOUD 1', logProbability: -1.1235 },
      ],
      warnings: [{ code: 'audio-clipped', message: 'too loud' }],
    });
    expect(second.file).toBe(b);
  });

  it('warns on standard error, once', async () => {
    const file = world.write('a.wav', 'LOUD');
    const { stdout, stderr } = await world.run(['transcribe', file]);
    expect([stdout, stderr]).toEqual(['LOUD\n', `utterly: ${file}: warning: audio-clipped: too loud\n`]);
  });

  it('goes on after a bad file and then exits with 2', async () => {
    const files = ['BROKEN', 'GO'].map((text, i) => world.write(`${i}.wav`, text));
    const ran = await world.run(['transcribe', ...files, join(world.root, 'gone.wav')]);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toBe(`${files[1]}\tGO\n`);
    expect(ran.stderr).toMatch(
      /^utterly: audio-not-wav: .*0\.wav.*\nutterly: audio-not-found: .*gone\.wav.*\n$/,
    );
    expect(ran.closed).toBe(1);
  });

  it('owns up to its own faults with 1, even between bad files, and shows the stack when asked', async () => {
    const files = ['CRASH', 'BROKEN'].map((text, i) => world.write(`${i}.wav`, text));
    const ran = await world.run(['transcribe', ...files]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`utterly: ${files[0]}: index out of range (a fault of ours`);
    expect(ran.stderr).not.toContain('    at ');
    const verbose = await world.run(['transcribe', files[0]!, '--verbose']);
    expect(verbose.stderr).toContain('    at ');
  });

  it('gives word times and alternatives as columns', async () => {
    const file = world.write('a.wav', 'GO ON');
    expect((await world.run(['transcribe', '--words', file])).stdout).toBe(
      '0.00\t0.50\tGO\t0.99\n0.50\t1.00\tON\t0.99\n',
    );
    expect((await world.run(['transcribe', '--nbest', '2', file])).stdout).toBe(
      'GO ON\n1\t-0.12\tGO ON\n2\t-1.12\tGO ON 1\n',
    );
  });

  it('writes captions of one file', async () => {
    const file = world.write('a.wav', 'GO ON');
    expect((await world.run(['transcribe', '-o', 'srt', file])).stdout).toBe(
      '1\n00:00:00,000 --> 00:00:01,000\nGO ON\n\n',
    );
    expect((await world.run(['transcribe', '-o', 'vtt', file])).stdout).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nGO ON\n',
    );
    const two = await world.run(['transcribe', '-o', 'srt', file, file]);
    expect(two).toMatchObject({ code: 2, stdout: '' });
    expect(two.stderr).toContain('usage-several-captions');
    for (const option of [['--words'], ['--nbest', '2'], ['--sentiment']]) {
      const refused = await world.run(['transcribe', '-o', 'vtt', ...option, file]);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(`found ${option[0]} with vtt output`);
    }
  });

  it('refuses the model of a sentiment that nobody asked for', async () => {
    const file = world.write('a.wav', 'GO');
    const refused = await world.run(['transcribe', '--sentiment-model', 'sentiment-en', file]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('usage-sentiment-model');
  });

  it('hands grammar and vocabulary over as text', async () => {
    const file = world.write('a.wav', 'GO');
    const grammar = world.write('g.jsgf', '#JSGF V1.0; grammar g; public <s> = go;');
    const vocabulary = world.write('words.txt', 'UTTERLY\n');
    const ran = await world.run(['transcribe', file, '--grammar', grammar, '--vocabulary', vocabulary]);
    expect(ran.opened[0]![1]).toEqual({
      grammar: '#JSGF V1.0; grammar g; public <s> = go;',
      vocabulary: 'UTTERLY\n',
    });
    const lost = await world.run(['transcribe', file, '--grammar', `${grammar}.gone`]);
    expect(lost).toMatchObject({ code: 2, stdout: '' });
    expect(lost.stderr).toContain('file-unreadable');
  });

  it('finds models by name and by folder, and names those there are', async () => {
    const file = world.write('a.wav', 'GO');
    world.write('mine/model.json', '{}');
    const own = await world.run(['transcribe', file, '-m', join(world.root, 'mine')]);
    expect(own.opened[0]![0]).toBe(join(world.root, 'mine'));
    const unknown = await world.run(['transcribe', file, '-m', 'speech-xx']);
    expect(unknown).toMatchObject({ code: 2, opened: [] });
    expect(unknown.stderr).toMatch(/model-not-found: .*"speech-xx".*speech-an4/);
    world.writeModel('speech-en');
    expect((await world.run(['transcribe', file])).opened[0]![0]).toBe(join(world.root, 'models/speech-en'));
  });
});
