/** A recurrent layer over whole sequences as one TensorFlow.js operation, with its gradient. */
import {
  engine,
  getKernel,
  type KernelBackend,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { InputError } from '../../errors.js';
import type { Kernels } from '../kernels/kernels.js';
import { type RecurrentAttributes, RecurrentMemory } from './recurrent-memory.js';
import type { Registry } from './registry.js';

/** Name of the operation. */
export const FORWARD = 'FusedRecurrent';
const BACKWARD = 'FusedRecurrentGrad';
const BACKWARD_INPUT = 'FusedRecurrentInputGrad';

/** The tensors of {@link fusedRecurrent}; only the first three must be there. */
export interface RecurrentTensors {
  x: Tensor; // [B, T, I]
  kernel: Tensor; // [I, G·H]
  recurrentKernel: Tensor; // [H, G·H]
  bias?: Tensor | undefined; // [G·H], of a reset-after GRU [2, G·H]
  /** States before the first frame: h, and of an LSTM c. // [B, H] */
  h?: Tensor | undefined;
  c?: Tensor | undefined;
  /** Frames that count. // [B, T] */
  mask?: Tensor | undefined;
  /** Variational dropout, the same for all frames. */
  inputMask?: Tensor | undefined; // [B, I]
  recurrentMask?: Tensor | undefined; // [B, H]
}

/**
 * Runs sequences through an LSTM, GRU or simple RNN, on every backend; differentiable with regard to all but the masks.
 * @returns the outputs of all frames [B, T, H] where asked for, the final h [B, H], and of an LSTM the final c [B, H]
 * @throws InputError `tfjs-not-open` before openTfjs and after its end
 */
export function fusedRecurrent(tensors: RecurrentTensors, attributes: RecurrentAttributes): Tensor[] {
  const backend = engine().backendName;
  if (!backend || !getKernel(FORWARD, backend)) {
    throw new InputError({
      code: 'tfjs-not-open',
      found: `a fused recurrent layer on the backend ${backend ?? '(none)'}`,
      expected: 'the fused operations to be registered there',
      remedy: 'Call `await openTfjs()` first, and close it when the last layer has run.',
    });
  }
  const given = Object.entries(tensors).filter(([, tensor]) => tensor !== undefined);
  const inputs = Object.fromEntries(given) as NamedTensorMap;
  // A copy: this object is how the gradient will find what this call has kept.
  const call = { ...attributes } as unknown as NamedAttrMap;
  return engine().runKernel(FORWARD, inputs, call) as Tensor[];
}

/** Registers the operation. @returns its memory, see {@link RecurrentMemory} */
export function registerRecurrent(registry: Registry, kernels: Kernels): RecurrentMemory {
  const memory = new RecurrentMemory(kernels);
  registry.kernelEverywhere(FORWARD, ({ inputs, attrs, backend }) =>
    memory.forward(inputs, attrs as unknown as RecurrentAttributes, backend as KernelBackend),
  );
  registry.kernelEverywhere(BACKWARD, ({ inputs, attrs, backend }) =>
    memory.backward(inputs, attrs as unknown as RecurrentAttributes, backend as KernelBackend),
  );
  registry.kernelEverywhere(BACKWARD_INPUT, ({ attrs, backend }) =>
    memory.inputGradient(attrs as unknown as RecurrentAttributes, backend as KernelBackend),
  );
  registry.gradient({
    kernelName: FORWARD,
    gradFunc: (dy, _, attrs) => {
      const dys = (Array.isArray(dy) ? dy : [dy]) as Tensor[];
      const given = Object.fromEntries(dys.map((tensor, i) => [`dy${i}`, tensor]));
      const results = engine().runKernel(BACKWARD, given, attrs) as Tensor[];
      const [kernel, recurrentKernel, bias, h, c] = results.map((result) => () => result);
      // Asked for only where something below the layer learns.
      const x = () => engine().runKernel(BACKWARD_INPUT, {}, attrs) as Tensor;
      return { x, kernel, recurrentKernel, bias, h, c } as Record<string, () => Tensor>;
    },
  });
  return memory;
}
