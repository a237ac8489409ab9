/** A layer run and differentiated, so that a fused one and TensorFlow.js's own can be compared number by number. */
import * as tf from '@tensorflow/tfjs-core';
import { type LayerVariable, layers } from '@tensorflow/tfjs-layers';
import { FusedGRU, FusedLSTM, FusedRNN } from '../../../src/rnn/tfjs/index.js';
import { generator, uniform } from '../kernels/reference.js';

/** What any recurrent layer, and a bidirectional one, is to these tests. */
export interface AnyLayer {
  apply(x: tf.Tensor, args?: object): unknown;
  call(x: tf.Tensor, args: object): tf.Tensor | tf.Tensor[];
  weights: LayerVariable[];
  setWeights(weights: tf.Tensor[]): void;
  resetStates(): void;
  dispose(): unknown;
}

export type Kind = 'lstm' | 'gru' | 'rnn';
export const KINDS: Kind[] = ['lstm', 'gru', 'rnn'];

const CLASSES = { lstm: FusedLSTM, gru: FusedGRU, rnn: FusedRNN };
const PLAIN = { lstm: layers.lstm, gru: layers.gru, rnn: layers.simpleRNN };

/** The same layer twice. `glorotUniform` because TensorFlow.js's orthogonal initializer does not work under Node. */
export function twins(kind: Kind, args: object): { fused: AnyLayer; plain: AnyLayer } {
  const config = { units: 4, recurrentInitializer: 'glorotUniform' as const, ...args };
  return {
    fused: new CLASSES[kind]({ ...config }) as unknown as AnyLayer,
    plain: PLAIN[kind]({ ...config }) as unknown as AnyLayer,
  };
}

export function numbers(shape: number[], seed: number, size = 1): tf.Tensor {
  const count = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(uniform(generator(seed), count, size), shape);
}

/** Gives a layer weights that depend on nothing but their shapes. */
export function fill(layer: AnyLayer, inputs: number, size = 0.6): void {
  if (layer.weights.length === 0) tf.tidy(() => layer.apply(tf.zeros([1, 1, inputs])) as tf.Tensor);
  tf.tidy(() =>
    layer.setWeights(layer.weights.map((weight, i) => numbers(weight.shape as number[], i + 5, size))),
  );
}

export interface Batch {
  x: tf.Tensor; // [B, T, I]
  mask?: tf.Tensor | undefined; // [B, T]
  states?: tf.Tensor[]; // [B, H]
  training?: boolean;
}

/**
 * Runs the layer, and differentiates a weighted sum of all it gives.
 * @returns outputs and gradients by name: x, the states, the weights in their order
 */
export function solve(layer: AnyLayer, batch: Batch): Record<string, Float32Array> {
  const found: Record<string, Float32Array> = {};
  tf.tidy(() => {
    const x = tf.variable(batch.x);
    const states = batch.states?.map((state) => tf.variable(state));
    const run = (): tf.Tensor[] => {
      const args = { mask: batch.mask, initialState: states, training: batch.training };
      const outputs = layer.call(x, args);
      return Array.isArray(outputs) ? outputs : [outputs];
    };
    for (const [i, output] of run().entries())
      found[`output ${i}`] = output.dataSync().slice() as Float32Array;
    const loss = (): tf.Scalar =>
      tf.addN(run().map((output, i) => tf.sum(tf.mul(output, numbers(output.shape, 90 + i))))) as tf.Scalar;
    const weights = layer.weights.map((weight) => weight.read() as tf.Variable);
    const named: [string, tf.Variable][] = [
      ['x', x],
      ...(states ?? []).map((state, i): [string, tf.Variable] => [`state ${i}`, state]),
      ...weights.map((weight, i): [string, tf.Variable] => [`weight ${i}`, weight]),
    ];
    const { grads } = tf.variableGrads(
      loss,
      named.map(([, variable]) => variable),
    );
    for (const [name, variable] of named) {
      found[`gradient of ${name}`] = grads[variable.name]!.dataSync().slice() as Float32Array;
    }
    x.dispose();
    for (const state of states ?? []) state.dispose();
  });
  return found;
}

/** Largest distance between the numbers of the same name, relative to them where they are large. */
export function distance(a: Record<string, Float32Array>, b: Record<string, Float32Array>): number {
  if (Object.keys(a).join() !== Object.keys(b).join())
    throw new Error(`${Object.keys(a)} against ${Object.keys(b)}`);
  let most = 0;
  for (const [name, values] of Object.entries(a)) {
    const others = b[name]!;
    if (values.length !== others.length) return Number.POSITIVE_INFINITY;
    for (const [i, value] of values.entries()) {
      const off = Math.abs(value - others[i]!) / (1 + Math.abs(others[i]!));
      if (!(off <= most)) most = off;
    }
  }
  return most;
}
