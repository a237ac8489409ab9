/** The orthogonal initializer: orthonormal, repeatable, and the default of fused layers. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FastOrthogonal, FusedLSTM, openTfjs } from '../../../src/rnn/tfjs/index.js';
import { orthogonalMatrix } from '../../../src/rnn/tfjs/orthogonal.js';

/** Largest entry of Q·Qᵀ − 1 (or Qᵀ·Q − 1 of a tall Q). */
function offIdentity(q: Float32Array, rows: number, columns: number): number {
  const isWide = rows <= columns;
  const count = Math.min(rows, columns);
  const at = (i: number, k: number): number => (isWide ? q[i * columns + k]! : q[k * columns + i]!);
  let most = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? -1 : 0;
      for (let k = 0; k < Math.max(rows, columns); k++) sum += at(i, k) * at(j, k);
      most = Math.max(most, Math.abs(sum));
    }
  }
  return most;
}

describe('orthogonal matrices', () => {
  it('have orthonormal rows or columns, whatever their shape', () => {
    const shapes = fc.tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 }), fc.integer());
    fc.assert(
      fc.property(shapes, ([rows, columns, seed]) => {
        expect(offIdentity(orthogonalMatrix(rows, columns, seed), rows, columns)).toBeLessThan(1e-6);
      }),
      { numRuns: 40 },
    );
  });

  it('are scaled by the gain, repeat with the seed, and differ without', async () => {
    const open = await openTfjs({ backend: 'cpu', threads: 1 });
    const draw = (args: object) => new FastOrthogonal(args as never).apply([3, 5]).dataSync() as Float32Array;
    const once = draw({ seed: 4, gain: 2 });
    expect(draw({ seed: 4, gain: 2 })).toEqual(once);
    expect(
      offIdentity(
        once.map((value) => value / 2),
        3,
        5,
      ),
    ).toBeLessThan(1e-6);
    expect(draw({})).not.toEqual(draw({}));
    await open.close();
  });

  it('begin the recurrent weights of a layer, and are saved under TensorFlow.js’s name', async () => {
    const open = await openTfjs({ backend: 'cpu', threads: 1 });
    const layer = new FusedLSTM({ units: 5 });
    layer.apply(tf.zeros([1, 2, 3]));
    expect(offIdentity(layer.weights[1]!.read().dataSync() as Float32Array, 5, 20)).toBeLessThan(1e-6);
    expect(layer.getConfig().recurrentInitializer).toMatchObject({ className: 'Orthogonal' });
    const copy = new FusedLSTM(layer.getConfig() as never);
    copy.apply(tf.zeros([1, 2, 3]));
    expect(offIdentity(copy.weights[1]!.read().dataSync() as Float32Array, 5, 20)).toBeLessThan(1e-6);
    await open.close();
  });
});
