/** Masks of variational dropout (Gal & Ghahramani 2016) as a TensorFlow.js operation whose chance can be repeated. */
import { engine, type KernelBackend, type Tensor } from '@tensorflow/tfjs-core';
import type { Random } from '../../random.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Registry } from './registry.js';
import { makeTensor } from './tensor-data.js';

const NAME = 'FusedDropoutMask';

/** A mask: 0 with probability `rate`, else 1 / (1 − rate). */
export function dropoutMask(shape: number[], rate: number): Tensor {
  return engine().runKernel(NAME, {}, { shape, rate }) as Tensor;
}

/** @param random - each mask takes one number from it */
export function registerDropout(registry: Registry, { arena, call }: Kernels, random: Random): void {
  registry.kernelEverywhere(NAME, ({ attrs, backend }) => {
    const { shape, rate } = attrs as { shape: number[]; rate: number };
    const size = shape.reduce((product, n) => product * n, 1);
    const at = arena.alloc(size);
    call.dropoutMask(at, size, rate, random.int(2 ** 32));
    const mask = makeTensor(backend as KernelBackend, shape, (out) => out.set(arena.f32(at, size)));
    arena.free(at);
    return mask;
  });
}
