/** A stack of recurrent layers as TensorFlow.js would save it, with random weights. */
import type { CellSpec } from '../../../src/rnn/kernels/cell.js';
import { gateCount } from '../../../src/rnn/kernels/cell.js';
import { parseSavedModel, type SavedModel } from '../../../src/rnn/runtime/saved-model.js';

/** One layer's weights in Keras's layout. */
export interface LayerWeights {
  inputs: number;
  kernel: Float32Array; // [I, G·H]
  recurrent: Float32Array; // [H, G·H]
  bias: Float32Array; // [G·H], of a reset-after GRU [2, G·H]
}

/** Random weights of a stack, small enough that states stay lively. */
export function randomStack(
  cell: CellSpec,
  layers: number,
  inputs: number,
  random: () => number,
): LayerWeights[] {
  const H = cell.units;
  const N = gateCount(cell) * H;
  const numbers = (n: number, size: number): Float32Array =>
    Float32Array.from({ length: n }, () => (random() * 2 - 1) * size);
  return Array.from({ length: layers }, (_, l) => {
    const I = l ? H : inputs;
    const biases = cell.kind === 'gru' && cell.resetAfter ? 2 * N : N;
    const size = Math.sqrt(3 / H);
    return {
      inputs: I,
      kernel: numbers(I * N, size),
      recurrent: numbers(H * N, size),
      bias: numbers(biases, 0.1),
    };
  });
}

/** model.json and weights of a stack. */
export function savedStack(cell: CellSpec, stack: LayerWeights[]): { json: object; data: Uint8Array } {
  const className = { rnn: 'SimpleRNN', lstm: 'LSTM', gru: 'GRU' }[cell.kind];
  const layers = stack.map(({ inputs }, l) => ({
    class_name: className,
    config: {
      name: `layer_${l}`,
      units: cell.units,
      activation: 'tanh',
      recurrent_activation: 'sigmoid',
      reset_after: cell.kind === 'gru' && cell.resetAfter,
      return_sequences: true,
      batch_input_shape: [null, null, inputs],
    },
  }));
  const blocks = stack.flatMap(({ kernel, recurrent, bias }, l) => [
    { name: `layer_${l}/kernel`, values: kernel },
    { name: `layer_${l}/recurrent_kernel`, values: recurrent },
    { name: `layer_${l}/bias`, values: bias },
  ]);
  const weights = blocks.map(({ name, values }) => ({ name, shape: [values.length], dtype: 'float32' }));
  const data = new Uint8Array(blocks.reduce((sum, { values }) => sum + values.byteLength, 0));
  let at = 0;
  for (const { values } of blocks) {
    data.set(new Uint8Array(values.buffer), at);
    at += values.byteLength;
  }
  const modelTopology = { class_name: 'Sequential', config: { name: 'stack', layers } };
  return { json: { modelTopology, weightsManifest: [{ paths: ['weights.bin'], weights }] }, data };
}

/** The same, read. */
export function modelOf(cell: CellSpec, stack: LayerWeights[]): SavedModel {
  const { json, data } = savedStack(cell, stack);
  return parseSavedModel(json, data);
}
