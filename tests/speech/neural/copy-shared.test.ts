/** Encoders with and without a second head: what they have in common is copied, nothing else is touched. */
import { afterAll, expect, it } from 'vitest';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { Network } from '../../../src/rnn/train/network.js';
import { secondHead } from '../../../src/rnn/train/two-heads.js';
import { encoderDescription } from '../../../src/speech/neural/encoder-network.js';
import { copyShared } from '../../../src/speech/neural/train-mmi.js';

const kernels = await Kernels.load();
afterAll(() => kernels.close());

const SENONES = 6;
const UNITS = 16;
const shape = { features: 3, layers: 1, units: UNITS, bidirectional: true, dropout: 0 };

it('widens an encoder and narrows it again', () => {
  using narrow = new Network(kernels, encoderDescription(shape, SENONES), 1);
  using wide = new Network(kernels, encoderDescription(shape, secondHead(SENONES) + SENONES), 2);
  using back = new Network(kernels, encoderDescription(shape, SENONES), 3);
  const head = narrow.layers.at(-1)!.name;
  const columns = secondHead(SENONES) + SENONES;
  const others = (network: Network) => {
    const kernel = [...network.weight(`${head}/kernel`)];
    return kernel.filter((_, i) => i % columns >= SENONES);
  };
  const untouched = others(wide);
  copyShared(narrow, wide);
  expect(others(wide)).toEqual(untouched);
  for (let row = 0; row < 2 * UNITS; row++) {
    const own = narrow.weight(`${head}/kernel`).subarray(row * SENONES, (row + 1) * SENONES);
    expect([...wide.weight(`${head}/kernel`).subarray(row * columns, row * columns + SENONES)]).toEqual([
      ...own,
    ]);
  }
  expect(back.snapshot()).not.toEqual(narrow.snapshot());
  copyShared(wide, back);
  expect(back.snapshot()).toEqual(narrow.snapshot());
});
