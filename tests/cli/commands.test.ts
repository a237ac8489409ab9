import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPinnedList } from '../../src/speech/corpus/pinned-list.js';
import { World } from './fake-surroundings.js';

let world: World;
beforeEach(() => {
  world = new World();
  world.writeModel('speech-an4');
});
afterEach(() => world.remove());

describe('utterly', () => {
  it.each([
    [['--help'], 'transcribe'],
    [['transcribe', '--help'], '--grammar'],
    [['evaluate', 'speech', '--help'], '--split'],
    [['help', 'align'], '--phones'],
    [['--version'], '9.8.7'],
  ])('%j exits with 0 and answers on standard output', async (args, expected) => {
    const ran = await world.run(args);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain(expected);
  });

  it.each([
    [[], 'Usage'],
    [['evaluate'], 'Usage'],
    [['transcibe', 'x'], 'Did you mean transcribe'],
    [['transcribe'], 'missing required argument'],
    [['serve', '--deadline', '2592000'], 'whole number from 1 to 2147483'],
    [['transcribe', 'x', '--nbest', '0'], 'whole number from 1 to 1000'],
    [['transcribe', 'x', '-o', 'pdf'], 'Allowed choices are txt, json, srt, vtt'],
    [['transcribe', 'x', '--colour'], 'unknown option'],
    [['align', 'x'], "required option '-t, --text <text>' not specified"],
  ])('%j is bad usage: 2, and nothing on standard output', async (args, expected) => {
    const ran = await world.run(args);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(expected);
  });
});

describe('utterly align', () => {
  const run = (...args: string[]) =>
    world.run(['align', join(world.root, 'a.wav'), '-t', 'go, on!', ...args]);
  beforeEach(() => {
    world.write('a.wav', 'GO ON X Y Z');
  });

  it('prints words with their times', async () => {
    expect(await run()).toMatchObject({
      code: 0,
      stderr: '',
      closed: 1,
      stdout: 'GO\t0.10\t0.90\nON\t1.10\t1.90\n',
    });
    expect((await run('--phones')).stdout).toBe(
      'AA\t0.10\t0.50\nB\t0.50\t0.90\nAA\t1.10\t1.50\nB\t1.50\t1.90\n',
    );
  });

  it('passes on what is wrong with the clip', async () => {
    world.write('a.wav', 'GO ON LOUD');
    const { code, stderr } = await run();
    expect([code, stderr]).toEqual([
      0,
      `utterly: ${join(world.root, 'a.wav')}: warning: audio-clipped: too loud\n`,
    ]);
  });

  it('prints JSON with phones when asked', async () => {
    const words = JSON.parse((await run('-o', 'json')).stdout).words;
    expect(words[1]).toEqual({ word: 'ON', start: 1.1, end: 1.9 });
    const phones = JSON.parse((await run('-o', 'json', '--phones')).stdout).words[0].phones;
    expect(phones[1]).toEqual({ phone: 'B', start: 0.5, end: 0.9 });
  });

  it('prints CTM', async () => {
    const file = join(world.root, 'a.wav');
    expect((await run('-o', 'ctm')).stdout).toBe(`${file} 1 0.10 0.80 GO\n${file} 1 1.10 0.80 ON\n`);
  });

  it('covers the whole clip in a TextGrid', async () => {
    const { stdout } = await run('-o', 'textgrid', '--phones');
    expect(stdout).toContain('xmax = 2.5\ntiers? <exists>\nsize = 2\n');
    const words = stdout.slice(stdout.indexOf('"words"'), stdout.indexOf('"phones"'));
    const edges = [
      ...words.matchAll(/intervals \[\d+\]:\n +xmin = ([\d.]+)\n +xmax = ([\d.]+)\n +text = "(.*)"/g),
    ];
    expect(edges.map(([, from, to, text]) => [Number(from), Number(to), text])).toEqual([
      [0, 0.1, ''],
      [0.1, 0.9, 'GO'],
      [0.9, 1.1, ''],
      [1.1, 1.9, 'ON'],
      [1.9, 2.5, ''],
    ]);
  });
});

describe('utterly evaluate speech', () => {
  /** Clips say one thing, the manifest another: the difference is the error. */
  function manifest(rows: [string, string][]): string {
    const lines = rows.map(([heard, said], i) => {
      world.write(`clips/${i}.wav`, heard);
      return JSON.stringify({ audio: `clips/${i}.wav`, text: said, speaker: `s${i % 2}` });
    });
    return world.write('list.jsonl', lines.join('\n'));
  }

  it('prints exactly the figures as JSON', async () => {
    const data = manifest([
      ['GO ON', 'go on'],
      ['GO OFF NOW', 'go on'],
    ]);
    const ran = await world.run(['evaluate', 'speech', '--data', data, '-o', 'json', '--resamples', '100']);
    expect(ran).toMatchObject({ code: 0, stderr: '', closed: 1 });
    const result = JSON.parse(ran.stdout);
    expect(Object.keys(result)).toEqual(
      'wer cer ser utterances words substitutions insertions deletions ci95 realTimeFactor'.split(' '),
    );
    expect(result).toMatchObject({
      wer: 0.5,
      ser: 0.5,
      words: 4,
      substitutions: 1,
      insertions: 1,
      deletions: 0,
    });
    expect(result.realTimeFactor).toBeGreaterThan(0);
  });

  it('counts a clip that fails as deletions, and says so', async () => {
    const data = manifest([
      ['GO', 'go'],
      ['BROKEN', 'one two three'],
    ]);
    const ran = await world.run(['evaluate', 'speech', '-d', data, '-o', 'json']);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ wer: 0.75, deletions: 3, utterances: 2 });
    expect(ran.stderr).toContain('audio-not-wav');
  });

  it('exits with 1 when a fault of ours spoiled the result', async () => {
    const ran = await world.run(['evaluate', 'speech', '-d', manifest([['CRASH', 'go']])]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('clips/0.wav: index out of range');
  });

  it('prints a report', async () => {
    const { stdout } = await world.run([
      'evaluate',
      'speech',
      '-d',
      manifest([
        ['GO', 'no'],
        ['GO', 'go'],
      ]),
    ]);
    expect(stdout).toContain('word error rate      50.00 %');
    expect(stdout).toContain('clips/0.wav\nREF: NO\nHYP: GO\n     S\n');
  });

  it('evaluates on a pinned list, and asks for one of the two', async () => {
    const list = readPinnedList('digits-test');
    for (const id of list.ids) world.write(`data/${list.corpus}/recordings/${id}.wav`, 'ONE');
    const data = join(world.root, 'data');
    const args = [
      'evaluate',
      'speech',
      '--list',
      'digits-test',
      '-d',
      data,
      '-o',
      'json',
      '--resamples',
      '10',
    ];
    const { code, stdout } = await world.run(args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ utterances: 300, substitutions: 270 });
    for (const wrong of [[], ['--list', 'digits-test', '--split', 'test']]) {
      const ran = await world.run(['evaluate', 'speech', ...wrong]);
      expect(ran.code).toBe(2);
      expect(ran.stderr).toContain('usage-which-data');
    }
  });

  it('evaluates under a grammar', async () => {
    const grammar = world.write('g.jsgf', '#JSGF V1.0;');
    const { opened } = await world.run([
      'evaluate',
      'speech',
      '-d',
      manifest([['GO', 'go']]),
      '--grammar',
      grammar,
    ]);
    expect(opened[0]![1]).toEqual({ grammar: '#JSGF V1.0;' });
  });

  it('passes the split on', async () => {
    const ran = await world.run(['evaluate', 'speech', '-d', manifest([['GO', 'go']]), '-s', 'test']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('corpus-unknown-split');
  });
});

describe('utterly models', () => {
  it('lists what model.json says, and what it cannot read', async () => {
    const results = [{ test: 'dev-clean', wer: 0.25123 }];
    world.writeModel('speech-en', { data: ['train-clean-5', 'an4'], results, silenceProbability: 0.5 });
    world.write('models/speech-en/weights.bin', 'x'.repeat(2_500_000));
    world.write('models/broken/model.json', '{');
    world.write('models/notes/README.md', '');
    const ran = await world.run(['models']);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toBe(
      [
        'speech-an4  (speech-gmm, 0.0 MB)',
        '  about speech-an4',
        'speech-en  (speech-gmm, 2.5 MB)',
        '  about speech-en',
        '  data: train-clean-5; an4',
        '  results: test dev-clean, wer 0.2512',
        '',
      ].join('\n'),
    );
    expect(ran.stderr).toMatch(/^utterly: model-damaged: .*broken/);
  });

  it('prints JSON', async () => {
    const { stdout } = await world.run(['models', '-o', 'json']);
    const folder = join(world.root, 'models/speech-an4');
    expect(JSON.parse(stdout)).toEqual({
      format: 'utterly-model/1',
      kind: 'speech-gmm',
      name: 'speech-an4',
      description: 'about speech-an4',
      folder,
      sizeBytes: expect.any(Number),
    });
  });
});
