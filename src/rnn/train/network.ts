/** A chain of layers that learns: its weights in one flat vector, their names, how they begin. */
import { InputError } from '../../errors.js';
import { createRandom } from '../../random.js';
import type { Arena } from '../kernels/arena.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import type { Kernels } from '../kernels/kernels.js';
import { initialize } from './initializers.js';
import type { Layer, WeightSpec } from './layer.js';
import { type BatchNormDescription, TrainableBatchNorm } from './layers/batch-norm.js';
import { type DenseDescription, TrainableDense } from './layers/dense.js';
import { type DropoutDescription, TrainableDropout } from './layers/dropout.js';
import { type EmbeddingDescription, TrainableEmbedding } from './layers/embedding.js';
import { type LayerNormDescription, TrainableLayerNorm } from './layers/layer-norm.js';
import { type PoolingDescription, TrainablePooling } from './layers/pooling.js';
import { type RecurrentDescription, TrainableRecurrent } from './layers/recurrent.js';
import { TrainableWindow, type WindowDescription } from './layers/window.js';

/** One layer of a network, as plain data. */
export type LayerDescription =
  | RecurrentDescription
  | DenseDescription
  | WindowDescription
  | EmbeddingDescription
  | DropoutDescription
  | PoolingDescription
  | LayerNormDescription
  | BatchNormDescription;

/** A network as plain data: what a checkpoint compares before it resumes. */
export interface NetworkDescription {
  /** Width of an input frame; 1 where an embedding takes ids. */
  inputs: number;
  layers: readonly LayerDescription[];
}

/** A layer and where its parameters begin, in floats. */
export interface PlacedLayer {
  name: string;
  layer: Layer;
  at: number;
}

/** Layers over one vector of parameters in the kernels' memory. Free it with {@link close}. */
export class Network {
  readonly layers: readonly PlacedLayer[];
  /** Floats of parameters; gaps between weights are zero. */
  readonly size: number;
  /** The parameters. // [size] */
  readonly parameters: Pointer;

  /**
   * @param seed - of the weights' beginning; `undefined` where they are set afterwards, which spares the ten seconds that a
   *   large network's orthogonal matrices take
   * @throws InputError `network-description`
   */
  constructor(
    readonly kernels: Kernels,
    readonly description: NetworkDescription,
    seed: number | undefined,
  ) {
    const { arena } = kernels;
    let width = description.inputs;
    let at = 0;
    this.layers = description.layers.map((entry, index) => {
      const isLast = index === description.layers.length - 1;
      checkWidths(entry, index, isLast);
      const name = `${entry.kind}_${index}`;
      const layer = makeLayer(arena, name, width, entry);
      const placed = { name, layer, at };
      at += layer.size;
      width = layer.outputs;
      return placed;
    });
    this.size = at;
    this.parameters = arena.place(new Float32Array(at));
    if (seed === undefined) return;
    const random = createRandom(seed);
    for (const { layer, at: start } of this.layers) {
      for (const weight of layer.weights) this.view(start, weight).set(initialize(weight, random));
    }
  }

  /** Width of an output frame. */
  get outputs(): number {
    return this.layers.at(-1)?.layer.outputs ?? this.description.inputs;
  }

  /** Whether the input is token ids. */
  get takesIds(): boolean {
    return this.description.layers[0]?.kind === 'embedding';
  }

  /** Numbers that learn. */
  get weightCount(): number {
    const sizes = this.layers.flatMap(({ layer }) => layer.weights.map(({ shape }) => product(shape)));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Where the weights lie that are none of the optimiser's, in floats: see `WeightSpec.observed`. */
  get observed(): { at: number; count: number }[] {
    return this.layers.flatMap(({ layer, at: start }) =>
      layer.weights
        .filter(({ observed }) => observed)
        .map(({ at, shape }) => ({ at: start + at, count: product(shape) })),
    );
  }

  /** Frames that come out of `frames` frames. */
  outputFrames(frames: number): number {
    return this.layers.reduce((count, { layer }) => layer.outputFrames(count), frames);
  }

  /** Renews the layers' packed copies of their weights; needed before a batch whenever these have changed. */
  pack(k: KernelExports, part = 0, parts = 1): void {
    this.layers.forEach(({ layer, at }) => {
      layer.pack(k, this.parameters + at * 4, part, parts);
    });
  }

  /**
   * One weight by name, e.g. `recurrent_1/forward_lstm/kernel`, as a view good until the next allocation.
   * @param from - another vector laid out like the parameters, e.g. a running average
   */
  weight(name: string, from = this.parameters): Float32Array {
    for (const placed of this.layers) {
      for (const weight of placed.layer.weights) {
        if (`${placed.name}/${weight.name}` === name) return this.view(placed.at, weight, from);
      }
    }
    throw new Error(`no weight ${name}`);
  }

  /** Copies the parameters out, or those of a vector laid out like them. */
  snapshot(from = this.parameters): Float32Array {
    return this.kernels.arena.f32(from, this.size).slice();
  }

  close(): void {
    for (const { layer } of this.layers) layer.free();
    this.kernels.arena.free(this.parameters);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private view(start: number, { at, shape }: WeightSpec, from = this.parameters): Float32Array {
    return this.kernels.arena.f32(from + (start + at) * 4, product(shape));
  }
}

export function product(shape: readonly number[]): number {
  return shape.reduce((size, n) => size * n, 1);
}

function makeLayer(arena: Arena, name: string, inputs: number, description: LayerDescription): Layer {
  switch (description.kind) {
    case 'recurrent':
      return new TrainableRecurrent(arena, name, inputs, description);
    case 'dense':
      return new TrainableDense(arena, name, inputs, description);
    case 'window':
      return new TrainableWindow(arena, name, inputs, description);
    case 'embedding':
      return new TrainableEmbedding(arena, name, description);
    case 'dropout':
      return new TrainableDropout(arena, name, inputs, description);
    case 'pooling':
      return new TrainablePooling(arena, name, inputs);
    case 'layer-norm':
      return new TrainableLayerNorm(arena, name, inputs, description);
    case 'batch-norm':
      return new TrainableBatchNorm(arena, name, inputs, description);
  }
}

function checkWidths(layer: LayerDescription, index: number, isLast: boolean): void {
  const refuse = (found: string, expected: string, remedy: string): never => {
    throw new InputError({
      code: 'network-description',
      found: `${found} in layer ${index}`,
      expected,
      remedy,
    });
  };
  if (layer.kind === 'recurrent' && layer.cell.units % 16 !== 0) {
    refuse(`${layer.cell.units} units`, 'a multiple of 16', 'Choose the next multiple of 16.');
  }
  if ((layer.kind === 'dense' || layer.kind === 'embedding') && layer.units % 4 !== 0 && !isLast) {
    refuse(`${layer.units} units`, 'a multiple of 4 before another layer', 'Choose the next multiple of 4.');
  }
  if (layer.kind === 'window' && layer.padding === 'same' && layer.step !== 1) {
    refuse(`padding same with a step of ${layer.step}`, 'a step of 1', 'Use valid padding.');
  }
  if (layer.kind === 'recurrent' && isLast) {
    // The loss writes its gradient over the last outputs, and a recurrent layer needs its own on the way back.
    refuse(
      'a recurrent layer',
      'another layer at the end',
      'Add a dense layer, or dropout with a rate of 0.',
    );
  }
  if ((layer.kind === 'layer-norm' || layer.kind === 'batch-norm') && isLast) {
    // Its rows have no gaps, and a loss reads rows of whole vectors.
    refuse('a normalisation', 'another layer at the end', 'Add a dense layer.');
  }
  if (layer.kind === 'embedding' && index > 0) {
    refuse('an embedding', 'an embedding only as the first layer', 'Move it to the front.');
  }
}
