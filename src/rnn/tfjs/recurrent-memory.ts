/** What the recurrent operation does forward and back, and what it remembers in between. */
import type { KernelBackend, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { CellSpec } from '../kernels/cell.js';
import type { Kernels } from '../kernels/kernels.js';
import { isRecording, KeptBatches } from './kept-batches.js';
import { WeightCache } from './packed-weights.js';
import { RecurrentBatch } from './recurrent-batch.js';
import { makeTensor, readNumbers } from './tensor-data.js';

/** How to run. */
export interface RecurrentAttributes {
  cell: CellSpec;
  /** Read, and give the outputs, from the last frame to the first. */
  backwards: boolean;
  /** Give the outputs of all frames, before the final states. */
  sequences: boolean;
}

/** Batches that wait for their way back, and the packed weights. */
export class RecurrentMemory {
  private readonly kept = new KeptBatches();
  private readonly weights: WeightCache;

  constructor(private readonly kernels: Kernels) {
    this.weights = new WeightCache(kernels);
  }

  /** @param inputs - the tensors of fusedRecurrent. @returns sequences (if asked for), h, c */
  forward(inputs: NamedTensorInfoMap, attributes: RecurrentAttributes, backend: KernelBackend): TensorInfo[] {
    const { cell, backwards, sequences } = attributes;
    this.kept.sweep();
    const { x, kernel, recurrentKernel, bias, h, c, mask, inputMask, recurrentMask } = inputs;
    const [B, T, I] = x!.shape as [number, number, number];
    const weights = this.weights.get(backend, cell, I, {
      kernel: kernel!,
      recurrentKernel: recurrentKernel!,
      bias,
    });
    const read = (tensor: TensorInfo | undefined) => tensor && readNumbers(backend, tensor);
    const batch = new RecurrentBatch(this.kernels, weights, {
      frames: readNumbers(backend, x!),
      shape: [B, T, I],
      backwards,
      mask: read(mask),
      states: [read(h), read(c)],
      inputMask: read(inputMask),
      recurrentMask: read(recurrentMask),
    });
    const H = cell.units;
    const outputs: TensorInfo[] = [];
    if (sequences) outputs.push(makeTensor(backend, [B, T, H], (out) => batch.sequences(out)));
    for (let s = 0; s < stateCount(cell); s++) {
      outputs.push(makeTensor(backend, [B, H], (out) => batch.finalState(s, out)));
    }
    if (isRecording()) this.kept.keep(attributes, batch);
    else batch.free();
    return outputs;
  }

  /**
   * @param inputs - the gradients dy0, dy1 … of the outputs of {@link forward}
   * @param attributes - the very object that {@link forward} was given
   * @returns gradients of kernel, recurrent kernel, bias, h, c
   */
  backward(
    inputs: NamedTensorInfoMap,
    attributes: RecurrentAttributes,
    backend: KernelBackend,
  ): TensorInfo[] {
    const { cell, sequences } = attributes;
    const batch = this.kept.takeBack(attributes);
    const [B, , I] = batch.shape as [number, number, number];
    const H = cell.units;
    const read = (i: number) => readNumbers(backend, inputs[`dy${i}`]!);
    const first = sequences ? 1 : 0;
    const states = Array.from({ length: stateCount(cell) }, (_, s) => s);
    const dInitial = states.map(() => new Float32Array(B * H));
    const gradients = batch.backward(
      sequences ? read(0) : undefined,
      states.map((s) => read(first + s)),
      dInitial,
    );
    const make = (shape: number[], values: Float32Array) =>
      makeTensor(backend, shape, (out) => out.set(values));
    const { kernel, recurrentKernel, bias } = gradients;
    const N = kernel.length / I;
    return [
      make([I, N], kernel),
      make([H, N], recurrentKernel),
      make(bias.length === N ? [N] : [bias.length / N, N], bias),
      ...dInitial.map((values) => make([B, H], values)),
    ];
  }

  /** Gradient of the frames after {@link backward}, and the end of the batch. */
  inputGradient(attributes: RecurrentAttributes, backend: KernelBackend): TensorInfo {
    const batch = this.kept.release(attributes);
    const dX = makeTensor(backend, [...batch.shape], (out) => batch.inputGradient(out));
    batch.free();
    return dX;
  }

  /** Frees what nobody can ask for any more; to be called from outside of all gradients. */
  sweep(backend: KernelBackend): void {
    this.kept.clear();
    this.weights.sweep(backend);
  }

  clear(): void {
    this.kept.clear();
    this.weights.clear();
  }
}

/** States of a cell: an LSTM has h and c. */
function stateCount(cell: CellSpec): number {
  return cell.kind === 'lstm' ? 2 : 1;
}
