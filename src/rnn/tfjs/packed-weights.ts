/**
 * A layer's weights in the kernels' memory, packed once for as long as the tensors stay the same. Tensors never change,
 * so the identity of their data says whether a copy is still right.
 */
import type { DataId, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { type CellSpec, gateCount, paddedUnits, padGates } from '../kernels/cell.js';
import type { Pointer } from '../kernels/exports.js';
import type { Kernels } from '../kernels/kernels.js';
import { RecurrentLayer } from '../kernels/recurrent-layer.js';
import { partsFor, runParts } from './parts.js';
import { readNumbers } from './tensor-data.js';

/** Weights of one direction, as tensors in Keras's layout. */
export interface WeightTensors {
  kernel: TensorInfo; // [I, G·H]
  recurrentKernel: TensorInfo; // [H, G·H]
  bias?: TensorInfo | undefined; // [G·H], of a reset-after GRU [2, G·H]
}

/** A packed copy, and which tensors it is a copy of. */
export class PackedWeights {
  readonly layer: RecurrentLayer;
  readonly parameters: Pointer;
  /** Batches that wait for their way back and need this copy as it is. */
  users = 0;
  private ids: (DataId | undefined)[] = [];

  constructor(
    private readonly kernels: Kernels,
    /** The cell with its own number of units; the layer's is a multiple of 4. */
    readonly cell: CellSpec,
    readonly inputs: number,
  ) {
    const { arena } = kernels;
    this.layer = new RecurrentLayer(arena, { cell: { ...cell, units: paddedUnits(cell.units) }, inputs });
    this.parameters = arena.alloc(this.layer.size);
  }

  holds(ids: readonly (DataId | undefined)[]): boolean {
    return this.ids.length === ids.length && this.ids.every((id, i) => id === ids[i]);
  }

  /** Whether a tensor that this was copied from is gone. */
  isStale(backend: KernelBackend): boolean {
    return this.users === 0 && this.ids.some((id) => id !== undefined && backend.refCount(id) === 0);
  }

  isFor(cell: CellSpec, inputs: number): boolean {
    return this.inputs === inputs && JSON.stringify(this.cell) === JSON.stringify(cell);
  }

  copy(backend: KernelBackend, { kernel, recurrentKernel, bias }: WeightTensors): void {
    const { kernels, layer, parameters, inputs, cell } = this;
    const { arena } = kernels;
    const G = gateCount(cell);
    const H = cell.units;
    const places = layer.places[0]!;
    const put = (place: number, values: Float32Array, rows: number, paddedRows = rows): void => {
      const padded = padGates(values, rows, G, H, paddedRows);
      arena.f32(parameters + place * 4, padded.length).set(padded);
    };
    const numbers = (tensor: TensorInfo): Float32Array => readNumbers(backend, tensor) as Float32Array;
    put(places.kernel, numbers(kernel), inputs);
    put(places.recurrent, numbers(recurrentKernel), H, paddedUnits(H));
    const biases = bias ? numbers(bias) : new Float32Array(2 * G * H);
    put(places.bias, biases.subarray(0, G * H), 1);
    if (places.recurrentBias >= 0) put(places.recurrentBias, biases.subarray(G * H, 2 * G * H), 1);
    // A number is packed in about the time of eight multiplications.
    const parts = partsFor(kernels, layer.size * 8);
    runParts(kernels, parts, (k, part, of) => layer.pack(k, parameters, part, of), true);
    this.ids = [kernel.dataId, recurrentKernel.dataId, bias?.dataId];
  }

  free(): void {
    this.layer.free();
    this.kernels.arena.free(this.parameters);
  }
}

/** All packed copies; those whose tensors are gone are used again or freed. */
export class WeightCache {
  private entries: PackedWeights[] = [];

  constructor(private readonly kernels: Kernels) {}

  /** A copy of these weights, made now unless there is one. */
  get(backend: KernelBackend, cell: CellSpec, inputs: number, weights: WeightTensors): PackedWeights {
    const ids = [weights.kernel.dataId, weights.recurrentKernel.dataId, weights.bias?.dataId];
    const known = this.entries.find((entry) => entry.holds(ids) && entry.isFor(cell, inputs));
    if (known) return known;
    const reusable = this.entries.find((entry) => entry.isFor(cell, inputs) && entry.isStale(backend));
    const entry = reusable ?? new PackedWeights(this.kernels, cell, inputs);
    if (!reusable) this.entries.push(entry);
    entry.copy(backend, weights);
    return entry;
  }

  /** Frees the copies of tensors that are gone. */
  sweep(backend: KernelBackend): void {
    this.entries = this.entries.filter((entry) => {
      if (!entry.isStale(backend)) return true;
      entry.free();
      return false;
    });
  }

  clear(): void {
    for (const entry of this.entries) entry.free();
    this.entries = [];
  }
}
