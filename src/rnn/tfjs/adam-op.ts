/** A step of Adam on one variable as one TensorFlow.js operation, where TensorFlow.js needs fourteen. */
import { engine, type KernelBackend, type Tensor } from '@tensorflow/tfjs-core';
import type { Registry } from './registry.js';
import { makeTensors, type Numbers, readNumbers } from './tensor-data.js';

const NAME = 'FusedAdam';

/** The numbers of a step. */
export type AdamAttributes = {
  rate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** Steps so far, this one included. */
  step: number;
};

/** What a step reads: the variable, its gradient, and the moments of the gradient; all of one shape. */
export type AdamTensors = { weight: Tensor; gradient: Tensor; moment1: Tensor; moment2: Tensor };

/** @returns the new weight and moments */
export function adamStep(tensors: AdamTensors, attributes: AdamAttributes): [Tensor, Tensor, Tensor] {
  return engine().runKernel(NAME, tensors, attributes) as [Tensor, Tensor, Tensor];
}

/** Registers the operation for every backend. */
export function registerAdam(registry: Registry): void {
  registry.kernelEverywhere(NAME, ({ inputs, attrs, backend: anyBackend }) => {
    const backend = anyBackend as KernelBackend;
    const { weight, gradient, moment1, moment2 } = inputs;
    const { shape } = weight!;
    return makeTensors(backend, [shape, shape, shape], (w, m, v) => {
      const [w0, g, m0, v0] = [weight, gradient, moment1, moment2].map((t) => readNumbers(backend, t!));
      step({ w0: w0!, g: g!, m0: m0!, v0: v0! }, { w, m, v }, attrs as AdamAttributes);
    });
  });
}

/** m' = β₁m + (1 − β₁)g, v' = β₂v + (1 − β₂)g², w' = w − rate·m̂ / (√v̂ + ε) (Kingma & Ba 2015, algorithm 1). */
function step(
  { w0, g, m0, v0 }: Record<'w0' | 'g' | 'm0' | 'v0', Numbers>,
  { w, m, v }: Record<'w' | 'm' | 'v', Float32Array>,
  { rate, beta1, beta2, epsilon, step: t }: AdamAttributes,
): void {
  const rate1 = rate / (1 - beta1 ** t);
  const scale2 = 1 / (1 - beta2 ** t);
  const take1 = 1 - beta1;
  const take2 = 1 - beta2;
  for (let i = 0; i < w.length; i++) {
    const slope = g[i]!;
    const mean = beta1 * m0[i]! + take1 * slope;
    const square = beta2 * v0[i]! + take2 * slope * slope;
    m[i] = mean;
    v[i] = square;
    w[i] = w0[i]! - (rate1 * mean) / (Math.sqrt(square * scale2) + epsilon);
  }
}
