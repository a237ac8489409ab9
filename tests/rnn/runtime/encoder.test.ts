/** The runtime against models that TensorFlow.js saved and ran (golden/make.mjs), and against itself in chunks. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { Encoder } from '../../../src/rnn/runtime/encoder.js';
import { readSavedModel } from '../../../src/rnn/runtime/model-files.js';
import { killWorker } from '../kernels/kill-worker.js';
import { generator, uniform } from '../kernels/reference.js';

const golden = (name: string): string => fileURLToPath(new URL(`golden/${name}/`, import.meta.url));
const MODELS = ['cnn-lstm', 'bidirectional', 'text'];

function goldenNumbers(name: string, takesIds: boolean) {
  const { x, y } = JSON.parse(readFileSync(`${golden(name)}golden.json`, 'utf8')) as {
    x: number[];
    y: number[];
  };
  return { x: takesIds ? Int32Array.from(x) : Float32Array.from(x), y };
}

function worst(actual: Float32Array, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  return actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
}

describe.each(['one thread', 'two threads'])('encoder on %s', async (what) => {
  const kernels = await Kernels.load({ threads: what === 'one thread' ? 1 : 2 });
  afterAll(() => kernels.close());

  it.each(MODELS)('%s: gives what TensorFlow.js gives', async (name) => {
    const encoder = await Encoder.load(`${golden(name)}model.json`, { kernels });
    const { x, y } = goldenNumbers(name, encoder.takesIds);
    const first = encoder.run(x);
    expect(worst(first, y)).toBeLessThan(2e-6);
    // Nothing of the first utterance is left behind; and of two threads, the second run uses but one.
    expect(encoder.run(x)).toEqual(first);
    await encoder.close();
  });

  const formats = [
    ['int16', 1e-3],
    ['int8', 0.1],
  ] as const;
  it.each(MODELS.flatMap((name) => formats.map(([format, most]) => ({ name, format, most }))))(
    '$name: $format recurrent weights stay close',
    async ({ name, format, most }) => {
      const encoder = await Encoder.load(`${golden(name)}model.json`, { kernels, recurrentWeights: format });
      const { x, y } = goldenNumbers(name, encoder.takesIds);
      const off = worst(encoder.run(x), y);
      expect(off).toBeLessThan(most);
      expect(off).toBeGreaterThan(0);
      await encoder.close();
    },
  );

  it('runs a batch of any lengths as one by one', async () => {
    const encoder = await Encoder.load(`${golden('cnn-lstm')}model.json`, { kernels });
    const random = generator(3);
    const utterances = [12, 40, 4, 33, 3].map((frames) => uniform(random, frames * 6));
    const together = encoder.runBatch(utterances);
    expect(together.length).toBe(5);
    utterances.forEach((frames, i) => {
      expect(worst(together[i]!, encoder.run(frames))).toBeLessThan(1e-6);
    });
    await encoder.close();
  });
});

describe('an encoder whose worker dies', () => {
  it.each(MODELS)('%s: finishes the utterance, and later ones, on one thread', async (name) => {
    const kernels = await Kernels.load({ threads: 2, patienceMs: 200 });
    const encoder = await Encoder.load(`${golden(name)}model.json`, { kernels });
    const { x, y } = goldenNumbers(name, encoder.takesIds);
    const ended = killWorker(kernels);
    expect(worst(encoder.run(x), y)).toBeLessThan(2e-6);
    expect(kernels.threadsAlive).toBe(1);
    expect(worst(encoder.runBatch([x, x])[1]!, y)).toBeLessThan(2e-6);
    await ended;
    await encoder.close();
    await kernels.close();
  });
});

describe('streaming', async () => {
  const kernels = await Kernels.load();

  it.each([1, 2, 3, 7, 30])('in chunks of %i frames gives the outputs of the whole', async (size) => {
    const encoder = await Encoder.load(`${golden('cnn-lstm')}model.json`, { kernels });
    const frames = uniform(generator(5), 31 * 6);
    const whole = encoder.run(frames);
    const stream = encoder.stream();
    for (let utterance = 0; utterance < 2; utterance++) {
      const parts: number[] = [];
      for (let t = 0; t < 31; t += size) parts.push(...stream.push(frames.subarray(t * 6, (t + size) * 6)));
      parts.push(...stream.finish());
      expect(worst(whole, parts)).toBeLessThan(1e-6);
    }
    stream.close();
    await encoder.close();
  });

  it('gives the last output of a text when it ends', async () => {
    const encoder = await Encoder.load(`${golden('text')}model.json`, { kernels });
    const { x, y } = goldenNumbers('text', true);
    const stream = encoder.stream();
    expect(stream.push(x.subarray(0, 6)).length).toBe(0);
    expect(worst(stream.finish(x.subarray(6)), y)).toBeLessThan(2e-6);
    stream.close();
    await encoder.close();
  });

  it('refuses a layer that reads from the end', async () => {
    const encoder = await Encoder.load(`${golden('bidirectional')}model.json`, { kernels });
    const stream = encoder.stream();
    expect(() => stream.push(new Float32Array(20))).toThrow(InputError);
    stream.close();
    await encoder.close();
  });

  it('gives all memory back', () => {
    expect(kernels.arena.used).toBe(0);
  });
});

describe('what an encoder refuses', async () => {
  const kernels = await Kernels.load();
  const code = async (doing: () => unknown): Promise<string> => {
    try {
      await doing();
    } catch (error) {
      if (error instanceof InputError) return error.code;
      throw error;
    }
    return 'nothing';
  };

  it('names the fault of the input', async () => {
    const speech = await Encoder.load(`${golden('cnn-lstm')}model.json`, { kernels });
    const text = await Encoder.load(`${golden('text')}model.json`, { kernels });
    expect(await code(() => speech.run(new Float32Array(7)))).toBe('encoder-bad-input');
    expect(await code(() => speech.run(Int32Array.of(1)))).toBe('encoder-bad-input');
    expect(await code(() => text.run(Int32Array.of(3, 20)))).toBe('encoder-unknown-id');
  });

  it('says that it was closed, as do its streams; closing twice is no fault', async () => {
    const encoder = await Encoder.load(`${golden('cnn-lstm')}model.json`, { kernels });
    const stream = encoder.stream();
    const frames = new Float32Array(12);
    await encoder.close();
    await encoder.close();
    expect(await code(() => encoder.run(frames))).toBe('encoder-closed');
    expect(await code(() => encoder.runBatch([frames]))).toBe('encoder-closed');
    expect(await code(() => encoder.stream())).toBe('encoder-closed');
    expect(await code(() => stream.push(frames))).toBe('encoder-closed');
    expect(await code(() => stream.finish())).toBe('encoder-closed');
    stream.close();
  });

  it('names the fault of the model', async () => {
    expect(await code(() => Encoder.load('/nowhere/model.json', { kernels }))).toBe('model-file-missing');
    expect(await code(() => readSavedModel(`${golden('text')}weights.bin`))).toBe('model-not-json');
    expect(await code(() => readSavedModel(`${golden('text')}golden.json`))).toBe('model-bad-topology');
  });

  it('gives log-probabilities when asked', async () => {
    const encoder = await Encoder.load(`${golden('cnn-lstm')}model.json`, {
      kernels,
      logProbabilities: true,
    });
    const { x, y } = goldenNumbers('cnn-lstm', false);
    expect(worst(encoder.run(x), y.map(Math.log))).toBeLessThan(5e-6);
  });
});
