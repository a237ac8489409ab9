/** Layers shared by threads give what one thread gives, to the last bit; and the work is cut in like parts. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { CellSpec } from '../../../src/rnn/kernels/cell.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { Encoder } from '../../../src/rnn/runtime/encoder.js';
import { parseSavedModel, type SavedModel } from '../../../src/rnn/runtime/saved-model.js';
import { cutWork } from '../../../src/rnn/runtime/work-cuts.js';
import { Network } from '../../../src/rnn/train/network.js';
import { packNetwork } from '../../../src/rnn/train/save.js';
import { killWorker } from '../kernels/kill-worker.js';
import { generator, uniform } from '../kernels/reference.js';

const INPUTS = 12;
const STACKS: Record<string, CellSpec[]> = {
  'two LSTM': [
    { kind: 'lstm', units: 32 },
    { kind: 'lstm', units: 32 },
  ],
  'two GRU': [
    { kind: 'gru', units: 32, resetAfter: true },
    { kind: 'gru', units: 48, resetAfter: true },
  ],
  'three of three kinds': [
    { kind: 'rnn', units: 16 },
    { kind: 'gru', units: 16, resetAfter: false },
    { kind: 'lstm', units: 32 },
  ],
};

describe.each(Object.entries(STACKS))('%s', async (_, cells) => {
  const kernels = await Promise.all([1, 2, 3].map((threads) => Kernels.load({ threads })));
  afterAll(() => Promise.all(kernels.map((own) => own.close())));
  const model = modelOf(kernels[0]!, cells);

  it.each(['float32', 'int16', 'int8'] as const)(
    '%s: the same on one, two and three threads',
    async (format) => {
      for (const T of [8, 11, 61]) {
        const frames = uniform(generator(T), T * INPUTS);
        const outputs: Float32Array[] = [];
        for (const own of kernels) {
          const encoder = await Encoder.load(model, { kernels: own, recurrentWeights: format });
          outputs.push(encoder.run(frames));
          expect(encoder.run(frames)).toEqual(outputs.at(-1));
          expect(own.threadsAlive).toBe(own.threads);
          await encoder.close();
        }
        expect(outputs[1]).toEqual(outputs[0]);
        expect(outputs[2]).toEqual(outputs[0]);
      }
    },
  );

  it('streams on two threads what one gives of the whole', async () => {
    const [one, two] = kernels;
    const encoders = await Promise.all([one!, two!].map((own) => Encoder.load(model, { kernels: own })));
    const frames = uniform(generator(4), 50 * INPUTS);
    const stream = encoders[1]!.stream();
    const parts = [0, 20, 33].map((t, i, all) =>
      stream.push(frames.subarray(t * INPUTS, (all[i + 1] ?? 50) * INPUTS)),
    );
    const whole = encoders[0]!.run(frames);
    expect(Float32Array.from([...parts, stream.finish()].flatMap((part) => [...part]))).toEqual(whole);
    stream.close();
    for (const encoder of encoders) await encoder.close();
  });
});

describe('a stack whose worker dies', () => {
  it('finishes on one thread', async () => {
    const kernels = await Kernels.load({ threads: 2, patienceMs: 200 });
    const encoder = await Encoder.load(modelOf(kernels, STACKS['two LSTM']!), { kernels });
    const frames = uniform(generator(1), 40 * INPUTS);
    const before = encoder.run(frames);
    // Runs take turns at first: the next is on one thread, the one after it on two again.
    expect(encoder.run(frames)).toEqual(before);
    const ended = killWorker(kernels);
    expect(encoder.run(frames)).toEqual(before);
    expect(kernels.threadsAlive).toBe(1);
    await ended;
    await encoder.close();
    await kernels.close();
  });
});

describe('cutWork', () => {
  it('halves two like layers within the input product of the second', () => {
    expect(cutWork([work(2, 8), work(8, 8)], 2)).toEqual([{ layer: 1, columns: 8 }]);
  });

  it('moves a cut out of the steps of a layer', () => {
    expect(cutWork([work(1, 8), work(1, 9), work(1, 8)], 2)).toEqual([{ layer: 1, columns: 32 }]);
    expect(cutWork([work(1, 8), work(1, 9), work(1, 12)], 2)).toEqual([{ layer: 2, columns: 0 }]);
    expect(cutWork([work(1, 8)], 2)).toEqual([]);
  });

  it('gives every part a layer of its own, in order', () => {
    const layer = fc.record({
      inputs: fc.integer({ min: 1, max: 99 }),
      steps: fc.integer({ min: 1, max: 99 }),
    });
    fc.assert(
      fc.property(
        fc.array(layer, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        (layers, parts) => {
          const cuts = cutWork(
            layers.map(({ inputs, steps }) => work(inputs, steps)),
            parts,
          );
          expect(cuts.length).toBeLessThan(parts);
          const borders = [0, ...cuts.map((cut) => cut.layer), layers.length];
          for (let i = 1; i < borders.length; i++) expect(borders[i]).toBeGreaterThan(borders[i - 1]!);
          for (const { columns } of cuts) expect(columns % 8 === 0 && columns <= 32).toBe(true);
        },
      ),
    );
  });
});

function work(inputs: number, steps: number) {
  return { inputs, steps, columns: 32 };
}

function modelOf(kernels: Kernels, cells: CellSpec[]): SavedModel {
  const layers = cells.map((cell) => ({ kind: 'recurrent', cell }) as const);
  using network = new Network(
    kernels,
    { inputs: INPUTS, layers: [...layers, { kind: 'dense', units: 5 }] },
    3,
  );
  const { json, data } = packNetwork(network, { dtype: 'float32', outputActivation: 'linear' });
  return parseSavedModel(json, data);
}
