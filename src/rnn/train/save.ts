/** A trained network → model.json and weights as TensorFlow.js lays them out, whole or quantised; the runtime opens them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../write-all.js';
import type { Pointer } from '../kernels/exports.js';
import type { Network } from './network.js';

export interface SaveOptions {
  /**
   * What a number takes: float32 4 bytes, uint16 2, uint8 1. Matrices are stored in whole numbers with a scale and an
   * offset each (TensorFlow.js's scheme); vectors stay float32. Default `float32`.
   */
  dtype?: 'float32' | 'uint16' | 'uint8';
  /** Activation written into the last layer: the network gives logits, a user wants probabilities. */
  outputActivation?: 'linear' | 'softmax';
  /** Another vector laid out like the parameters, e.g. the best weights of a run. */
  from?: Pointer;
}

/** Model and weights as they are saved. */
export interface SavedNetwork {
  json: object;
  data: Uint8Array;
}

/** Lays a network out as files. */
export function packNetwork(network: Network, options: SaveOptions = {}): SavedNetwork {
  const { dtype = 'float32', outputActivation, from } = options;
  const last = network.layers.length - 1;
  const layers = network.layers.map(({ layer }, index) => ({
    class_name: layer.saved.className,
    config: {
      ...layer.saved.config,
      ...(index === 0 ? { batch_input_shape: inputShape(network) } : {}),
      ...(index === last && outputActivation ? { activation: outputActivation } : {}),
    },
  }));
  const weights: object[] = [];
  const parts: Uint8Array[] = [];
  for (const { name, layer } of network.layers) {
    for (const spec of layer.weights) {
      const path = `${name}/${spec.name}`;
      const values = network.weight(path, from);
      const { bytes, quantization } = encode(values, spec.shape.length > 1 ? dtype : 'float32');
      weights.push({
        name: path,
        shape: spec.shape,
        dtype: 'float32',
        ...(quantization && { quantization }),
      });
      parts.push(bytes);
    }
  }
  const json = {
    format: 'layers-model',
    generatedBy: 'utterly',
    modelTopology: { class_name: 'Sequential', config: { name: 'network', layers } },
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  };
  return { json, data: new Uint8Array(Buffer.concat(parts)) };
}

/** Writes model.json and weights.bin into a folder. */
export function saveNetwork(folder: string, network: Network, options: SaveOptions = {}): void {
  const { json, data } = packNetwork(network, options);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'weights.bin'), data);
  writeWhole(join(folder, 'model.json'), `${JSON.stringify(json)}\n`);
}

function inputShape(network: Network): (number | null)[] {
  return network.takesIds ? [null, null] : [null, null, network.description.inputs];
}

type Encoded = { bytes: Uint8Array; quantization?: { dtype: string; scale: number; min: number } };

function encode(values: Float32Array, dtype: 'float32' | 'uint16' | 'uint8'): Encoded {
  if (dtype === 'float32') return { bytes: new Uint8Array(values.slice().buffer) };
  const { scale, min, steps } = range(values, dtype);
  const whole = dtype === 'uint16' ? new Uint16Array(values.length) : new Uint8Array(values.length);
  values.forEach((value, i) => {
    whole[i] = Math.min(Math.max(Math.round((value - min) / scale), 0), steps);
  });
  return { bytes: new Uint8Array(whole.buffer), quantization: { dtype, scale, min } };
}

/** Scale and offset of a weight; zero is one of the steps, so that what was exactly zero stays so. */
function range(values: Float32Array, dtype: 'uint16' | 'uint8') {
  const steps = dtype === 'uint16' ? 65535 : 255;
  let low = 0;
  let high = 0;
  for (const value of values) {
    if (value < low) low = value;
    else if (value > high) high = value;
  }
  const scale = (high - low) / steps || 1;
  return { scale, min: Math.round(low / scale) * scale, steps };
}
