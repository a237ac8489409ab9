import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { World } from './fake-surroundings.js';

const GOOD = ['wonderful', 'great', 'lovely', 'superb', 'fine', 'charming'];
const BAD = ['awful', 'boring', 'terrible', 'dull', 'weak', 'stupid'];
const THINGS = 'film cast story music ending script plot book phone food room show song idea hotel'.split(
  ' ',
);

let world: World;
let model: string;
let data: string;

beforeAll(async () => {
  world = new World();
  const lines = THINGS.flatMap((thing) => [
    ...GOOD.map((word) => `1\tthe ${thing} is ${word}`),
    ...BAD.map((word) => `0\tthe ${thing} is ${word}`),
  ]);
  data = world.write('data.tsv', lines.join('\n'));
  model = join(world.root, 'models', 'sentiment-en');
  expect(await world.run(['train', 'sentiment', '--data', data, '--out', model])).toMatchObject({
    code: 0,
    stdout: '',
  });
});
afterAll(() => world.remove());

const json = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('utterly sentiment', () => {
  it('scores texts given, one object a line', async () => {
    const ran = await world.run(['sentiment', '-o', 'json', 'a wonderful film', 'a terrible, dull story']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const [good, bad] = json(ran.stdout);
    expect(Object.keys(good)).toEqual(['text', 'label', 'score', 'stars']);
    expect(good).toMatchObject({ text: 'a wonderful film', label: 'positive' });
    expect(bad).toMatchObject({ label: 'negative' });
    expect(good.stars).toBeGreaterThan(bad.stars);
  });

  it('explains: contributions that add up to the difference of log odds, and a trajectory that ends in the score', async () => {
    const { stdout } = await world.run([
      'sentiment',
      '-o',
      'json',
      '--explain',
      'The cast is great. The end is dull.',
    ]);
    const [{ tokens, trajectory, score }] = json(stdout);
    expect(tokens.map(({ token }: { token: string }) => token).slice(0, 5)).toEqual([
      'The',
      'cast',
      'is',
      'great',
      '.',
    ]);
    expect(tokens[3].contribution).toBeGreaterThan(0);
    expect(tokens[8].contribution).toBeLessThan(0);
    expect(trajectory.map(({ tokens }: { tokens: number }) => tokens)).toEqual([5, 10]);
    expect(trajectory[0].score).toBeGreaterThan(trajectory[1].score);
    expect(trajectory[1].score).toBe(score);
  });

  it('reads standard input and files, a text a line or whole', async () => {
    const file = world.write('texts.txt', 'great film\r\n\nawful film');
    for (const args of [['-'], ['--file', '-'], ['--file', file]]) {
      const { code, stdout } = await world.run(
        ['sentiment', '-o', 'csv', ...args],
        'great film\r\n\nawful film',
      );
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /^text,label,score,stars\ngreat film,positive,0\.\d+,\d\nawful film,negative,0\.\d+,\d\n$/u,
      );
    }
    const whole = await world.run(['sentiment', '-o', 'json', '--whole', '--file', file]);
    expect(json(whole.stdout)).toHaveLength(1);
  });

  it('is unsure of nothing', async () => {
    expect((await world.run(['sentiment', ''])).stdout).toBe('unsure\t0.500\t★★★\t\n');
  });

  it.each([
    [['sentiment'], '', 'usage-no-text'],
    [['sentiment', '-'], '', 'text-missing'],
    [['sentiment', '-'], Buffer.of(0xff, 0xfe, 0x00, 0x80), 'text-not-utf8'],
    [['sentiment', '--file', '/nowhere/x.txt'], '', 'file-unreadable'],
    [['sentiment', '--file', '/'], '', 'file-unreadable'],
    [['sentiment', 'x', '--model', 'none'], '', 'model-not-found'],
    [['evaluate', 'sentiment', '--data', '/nowhere'], '', 'corpus-not-found'],
    [['train', 'sentiment', '--data', '/nowhere', '--out', 'x'], '', 'corpus-not-found'],
  ])('%j is bad input: 2, and %s', async (args, stdin, code) => {
    const ran = await world.run(args as string[], stdin as string | Buffer);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`${code}: `);
  });
});

describe('utterly evaluate sentiment', () => {
  it('prints the figures', async () => {
    const ran = await world.run([
      'evaluate',
      'sentiment',
      '--data',
      data,
      '-o',
      'json',
      '--resamples',
      '100',
    ]);
    const [figures] = json(ran.stdout);
    expect(figures).toMatchObject({ accuracy: 1, f1: 1, auc: 1, n: 180, ci95: [1, 1] });
    expect(figures.textsPerSecond).toBeGreaterThan(0);
    expect(figures.ece).toBeLessThan(0.5);
  });
});

describe('utterly train sentiment', () => {
  it('builds upon a model: what was corrected is right, what was known stays', async () => {
    const corrections = world.write(
      'own.csv',
      'review,verdict\n"a sick beat, lit",pos\n"the ending is mid",neg\n',
    );
    const out = join(world.root, 'own');
    const columns = ['--text-column', 'review', '--label-column', 'verdict'];
    const ran = await world.run([
      ...['train', 'sentiment', '--data', corrections, '--from', 'sentiment-en', '--out', out],
      ...columns,
    ]);
    expect(ran).toMatchObject({ code: 0, stdout: '' });
    const scored = await world.run(['sentiment', '-o', 'json', '--model', out, 'a sick beat, lit', 'so mid']);
    expect(json(scored.stdout).map(({ score }) => score >= 0.5)).toEqual([true, false]);
    const kept = await world.run(['evaluate', 'sentiment', '--model', out, '--data', data, '-o', 'json']);
    expect(json(kept.stdout)[0].accuracy).toBe(1);
  });

  it.each([
    [['--out', 'own'], 'sentiment-too-few'],
    [['--from', 'sentiment-en', '--out', 'models/sentiment-en'], 'sentiment-same-folder'],
  ])('refuses %j: %s', async (args, code) => {
    const few = world.write('few.tsv', '1\tfine\n0\tpoor\n');
    const at = args.map((arg) =>
      arg.startsWith('-') || arg === 'sentiment-en' ? arg : join(world.root, arg),
    );
    const ran = await world.run(['train', 'sentiment', '--data', few, ...at]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(`${code}: `);
  });
});
