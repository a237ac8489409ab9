/** The activations that a layer can learn with, as the kernels number them (assembly/dense.ts). */

const NUMBERS = { tanh: 0, relu: 1, linear: 2, sigmoid: 3 } as const;

export type ActivationName = keyof typeof NUMBERS;

export function activationNumber(name: ActivationName): number {
  return NUMBERS[name];
}
