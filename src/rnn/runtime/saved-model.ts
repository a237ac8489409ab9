/** A model as TensorFlow.js saves it (model.json and binary weights): a chain of layers and their named weights. */
import { InputError } from '../../errors.js';
import { Config } from './config.js';

/** One layer of the chain. */
export interface SavedLayer {
  /** Keras's name of the class, e.g. `LSTM`. */
  className: string;
  config: Config;
}

/** Numbers of a byte each, and what the 256 bytes stand for. */
export interface CodedWeight {
  codes: Uint8Array;
  levels: Float32Array; // [256]
}

/** A chain of layers with their weights. */
export class SavedModel {
  constructor(
    readonly layers: readonly SavedLayer[],
    private readonly weights: ReadonlyMap<string, Float32Array | CodedWeight>,
  ) {}

  /**
   * A layer's weight, or undefined where the layer was saved without it.
   * @param name - Keras's name of the weight, e.g. `recurrent_kernel`
   * @param within - prefix of a wrapped layer's name, e.g. `forward_` in a bidirectional layer
   */
  weight(layer: SavedLayer, name: string, within = ''): Float32Array | undefined {
    const stored = this.stored(layer, name, within);
    return stored && (stored instanceof Float32Array ? stored : decoded(stored));
  }

  /** The same as it is stored: of a large table that was saved in bytes, only rows that are asked for need be decoded. */
  stored(layer: SavedLayer, name: string, within = ''): Float32Array | CodedWeight | undefined {
    const prefix = `${layer.config.name}/`;
    for (const [full, values] of this.weights) {
      if (!full.startsWith(prefix)) continue;
      const path = full.slice(prefix.length).split('/');
      if (path.at(-1) === name && (!within || path.some((part) => part.startsWith(within)))) return values;
    }
    return undefined;
  }

  /**
   * A layer's weight of a known size.
   * @throws InputError when it is missing or of another size
   */
  requireWeight(layer: SavedLayer, name: string, size: number, within = ''): Float32Array {
    const stored = this.requireStored(layer, name, size, within);
    return stored instanceof Float32Array ? stored : decoded(stored);
  }

  /** {@link stored}, of a known size. @throws InputError as {@link requireWeight} does */
  requireStored(layer: SavedLayer, name: string, size: number, within = ''): Float32Array | CodedWeight {
    const stored = this.stored(layer, name, within);
    const length = stored && (stored instanceof Float32Array ? stored : stored.codes).length;
    if (stored && length === size) return stored;
    throw new InputError({
      code: 'model-weight-mismatch',
      found: stored
        ? `${length} numbers in ${layer.config.name}/${name}`
        : `no weight ${layer.config.name}/${within}…/${name}`,
      expected: `${size} numbers`,
      remedy: 'Save the model again: model.json and its weights do not belong together.',
    });
  }
}

/**
 * Reads the topology: a Sequential model, or a functional one whose layers form a chain.
 * @param json - the parsed model.json
 * @param data - the weight files of its manifest, one after the other
 */
export function parseSavedModel(json: unknown, data: Uint8Array): SavedModel {
  const root = new Config(json, 'model.json');
  const topology = root.child('modelTopology');
  const model = topology.has('model_config') ? topology.child('model_config') : topology;
  const kind = model.text('class_name');
  // Old Keras saved the layers of a Sequential model without a config around them.
  const config = model.child('config');
  const entries = Array.isArray(config.value) ? config.value : config.list('layers');
  const layers = entries.map((entry, index) => {
    const layer = new Config(entry, `layer ${index}`);
    return { layer, className: layer.text('class_name'), config: layer.child('config') };
  });
  if (kind !== 'Sequential') {
    for (const [index, { layer }] of layers.entries())
      checkChain(layer, index && layers[index - 1]!.config.name);
  }
  return new SavedModel(
    layers.map(({ className, config }) => ({ className, config })),
    readWeights(root, data),
  );
}

/** Throws unless the layer's only input is the layer before it. */
function checkChain(layer: Config, before: string | 0): void {
  const nodes = layer.list('inbound_nodes');
  const inputs = nodes.flat().map((node) => (Array.isArray(node) ? node[0] : node));
  if (before === 0 ? inputs.length === 0 : inputs.length === 1 && inputs[0] === before) return;
  throw new InputError({
    code: 'model-not-a-chain',
    found: `layer ${layer.child('config').name} with inputs ${JSON.stringify(inputs)}`,
    expected: 'a chain of layers, each reading the one before it',
    remedy: 'Run this model with TensorFlow.js; the runtime has no branches.',
  });
}

function readWeights(root: Config, data: Uint8Array): Map<string, Float32Array | CodedWeight> {
  const weights = new Map<string, Float32Array | CodedWeight>();
  let at = 0;
  for (const group of root.list('weightsManifest')) {
    for (const entry of new Config(group, 'weightsManifest').list('weights')) {
      const spec = new Config(entry, 'a weight of the manifest');
      const name = spec.text('name');
      const size = spec.numbers('shape').reduce((product, n) => product * n, 1);
      const { values, bytes } = decode(spec, data, at, size);
      weights.set(name, values);
      at += bytes;
    }
  }
  return weights;
}

/** One weight as float32 or bytes; quantised ones (tfjs converter) are value·scale + min. */
function decode(
  spec: Config,
  data: Uint8Array,
  at: number,
  size: number,
): { values: Float32Array | CodedWeight; bytes: number } {
  const quantised = spec.has('quantization') ? spec.child('quantization') : undefined;
  const type = (quantised ?? spec).text('dtype');
  const width = { float32: 4, int32: 4, uint16: 2, uint8: 1 }[type];
  if (width === undefined) {
    throw new InputError({
      code: 'model-unsupported-dtype',
      found: `${type} in weight ${spec.text('name')}`,
      expected: 'float32, or uint8 or uint16 quantisation',
      remedy: 'Save the model without float16 quantisation.',
    });
  }
  const bytes = width * size;
  if (at + bytes > data.length) {
    throw new InputError({
      code: 'model-weights-truncated',
      found: `${data.length} bytes of weights`,
      expected: `at least ${at + bytes}`,
      remedy: 'Copy the weight files again, or give the model.json that belongs to them.',
    });
  }
  const scale = quantised?.number('scale') ?? 1;
  const min = quantised?.number('min') ?? 0;
  if (type === 'uint8') {
    const levels = Float32Array.from({ length: 256 }, (_, code) => code * scale + min);
    return { values: { codes: data.subarray(at, at + bytes), levels }, bytes };
  }
  const buffer = data.slice(at, at + bytes).buffer;
  if (type === 'float32') return { values: new Float32Array(buffer), bytes };
  const whole = type === 'int32' ? new Int32Array(buffer) : new Uint16Array(buffer);
  // A plain loop: Float32Array.from with a function takes half a second for a vocabulary's embedding.
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = whole[i]! * scale + min;
  return { values, bytes };
}

/** A plain loop over a table: cold starts spend their time here. */
function decoded({ codes, levels }: CodedWeight): Float32Array {
  const values = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) values[i] = levels[codes[i]!]!;
  return values;
}
