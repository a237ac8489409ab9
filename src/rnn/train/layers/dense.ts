/** A dense layer on every frame, with an activation; the last one of a network gives logits. */
import type { Arena } from '../../kernels/arena.js';
import { DenseLayer, DenseRun } from '../../kernels/dense-run.js';
import type { KernelExports, Pointer } from '../../kernels/exports.js';
import { type ActivationName, activationNumber } from '../activations.js';
import type { BatchShape, Layer, LayerRun, WeightSpec } from '../layer.js';

export interface DenseDescription {
  kind: 'dense';
  units: number;
  activation?: ActivationName;
}

export class TrainableDense implements Layer {
  readonly saved;
  readonly outputs: number;
  readonly weights: readonly WeightSpec[];
  private readonly layer: DenseLayer;
  private readonly activation: number | undefined;

  constructor(
    private readonly arena: Arena,
    name: string,
    readonly inputs: number,
    { units, activation = 'linear' }: DenseDescription,
  ) {
    this.outputs = units;
    this.layer = new DenseLayer(arena, inputs, units);
    this.activation = activation === 'linear' ? undefined : activationNumber(activation);
    this.saved = { className: 'Dense', config: { name, units, activation, use_bias: true } };
    this.weights = [
      { name: 'kernel', at: 0, shape: [inputs, units], initializer: 'glorot' },
      { name: 'bias', at: this.layer.bias, shape: [units], initializer: 'zeros' },
    ];
  }

  get size(): number {
    return this.layer.size;
  }

  outputFrames(frames: number): number {
    return frames;
  }

  pack(k: KernelExports, parameters: Pointer, part: number): void {
    if (part === 0) this.layer.pack(k, parameters);
  }

  start({ T, B }: BatchShape): LayerRun {
    const { layer, activation } = this;
    const run = new DenseRun(this.arena, layer, T * B);
    const floats = T * B * layer.stride;
    return {
      outputs: run.outputs,
      forward(k, parameters, x) {
        run.forward(k, parameters, x);
        if (activation !== undefined) k.activate(run.outputs, floats, activation);
      },
      backward(k, gradient, x, dOutputs, dX) {
        if (activation !== undefined) k.activateBack(run.outputs, dOutputs, floats, activation);
        run.backward(k, gradient, x, dX, dOutputs);
      },
      free: () => run.free(),
    };
  }

  free(): void {
    this.layer.free();
  }
}
