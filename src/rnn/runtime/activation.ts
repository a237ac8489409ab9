/** Activations by their Keras names, as the kernels number them. */
import { InputError } from '../../errors.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';

const NUMBERS = { tanh: 0, relu: 1, linear: 2, sigmoid: 3, hardsigmoid: 4, elu: 5 } as const;

/** An activation that the runtime knows. */
export type Activation = keyof typeof NUMBERS | 'softmax' | 'logsoftmax';

/** @throws InputError when the runtime does not know the activation */
export function activationNamed(name: string): Activation {
  const plain = name.replaceAll('_', '').toLowerCase();
  if (plain in NUMBERS || plain === 'softmax' || plain === 'logsoftmax') return plain as Activation;
  throw new InputError({
    code: 'model-unsupported-activation',
    found: `activation ${name}`,
    expected: `one of ${Object.keys(NUMBERS).join(', ')}, softmax, log_softmax`,
    remedy: 'Run this model with TensorFlow.js, or train it with one of these activations.',
  });
}

/** Applies it in place to M rows of N, `stride` (a multiple of four) floats apart. */
export function applyActivation(
  k: KernelExports,
  activation: Activation,
  x: Pointer,
  M: number,
  N: number,
  stride: number,
): void {
  if (activation === 'softmax') k.softmax(x, M, N, stride);
  else if (activation === 'logsoftmax') k.logSoftmax(x, M, N, stride);
  else if (activation !== 'linear') k.activate(x, M * stride, NUMBERS[activation]);
}
