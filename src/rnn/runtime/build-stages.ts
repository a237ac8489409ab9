/** Saved layers → stages: what each Keras class means to the runtime. */
import { InputError } from '../../errors.js';
import type { CellSpec } from '../kernels/cell.js';
import { gateCount, hasRecurrentBias } from '../kernels/cell.js';
import type { Kernels } from '../kernels/kernels.js';
import { fours } from '../kernels/sizes.js';
import { type Activation, activationNamed, applyActivation } from './activation.js';
import type { Config } from './config.js';
import { type Window, WindowStage } from './conv-stage.js';
import { DenseStage, RowStage } from './dense-stage.js';
import { EmbeddingStage } from './embedding-stage.js';
import { batchNormStage, layerNormStage } from './norm-stage.js';
import { PoolingStage } from './pooling-stage.js';
import { stackRecurrent } from './recurrent-stack.js';
import { isBounded, RecurrentStage } from './recurrent-stage.js';
import type { DirectionWeights, RecurrentFormat } from './recurrent-weights.js';
import type { SavedLayer, SavedModel } from './saved-model.js';
import type { Stage } from './stage.js';

/** Layers that do nothing at inference. */
const PASSING = new Set([
  'InputLayer',
  'Dropout',
  'SpatialDropout1D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'Masking',
]);

/** How to build. */
export interface StageOptions {
  format: RecurrentFormat;
  /** A softmax at the end gives logarithms instead. */
  logProbabilities: boolean;
}

/** The stages of a model, and the width of its input frames (1 when they are token ids). */
export function buildStages(
  model: SavedModel,
  kernels: Kernels,
  options: StageOptions,
): { stages: Stage[]; inputs: number; takesIds: boolean } {
  const shape = model.layers
    .find(({ config }) => config.has('batch_input_shape'))
    ?.config.list('batch_input_shape');
  const takesIds = model.layers.some(({ className }) => className === 'Embedding');
  const inputs = takesIds ? 1 : shape?.at(-1);
  if (typeof inputs !== 'number') {
    throw new InputError({
      code: 'model-without-input-width',
      found: `input shape ${JSON.stringify(shape)}`,
      expected: 'a fixed last dimension, e.g. [null, null, 40]',
      remedy: 'Save the model with the width of its frames.',
    });
  }
  let width = inputs;
  const stages: Stage[] = [];
  let bounded = false;
  const working = model.layers.filter(({ className }) => !PASSING.has(className));
  working.forEach((layer, index) => {
    const isLast = index === working.length - 1;
    for (const stage of stagesOf(model, layer, { width, bounded }, kernels, options, isLast)) {
      stages.push(stage);
      width = stage.outputs;
      bounded = stage instanceof RecurrentStage && isBounded(stage.shape.cell);
    }
  });
  return { stages: stackRecurrent(kernels.arena, stages), inputs, takesIds };
}

/** What reaches a layer: the width of a frame, and whether its values lie within ±1. */
interface Incoming {
  width: number;
  bounded: boolean;
}

// biome-ignore format: one line per thought
function stagesOf(
  model: SavedModel, layer: SavedLayer, incoming: Incoming, kernels: Kernels, options: StageOptions, isLast: boolean,
): Stage[] {
  const inputs = incoming.width;
  const { arena, call } = kernels;
  const { className, config } = layer;
  const outputActivation = (name: string): Activation => {
    const activation = activationNamed(name);
    return isLast && options.logProbabilities && activation === 'softmax' ? 'logsoftmax' : activation;
  };
  const dense = (units: number, width: number, from: Config): Stage => {
    const kernel = model.requireWeight(layer, 'kernel', width * units);
    const bias = from.flag('use_bias', true) ? model.requireWeight(layer, 'bias', units) : undefined;
    const activation = outputActivation(from.text('activation', 'linear'));
    const isWhole = options.format !== 'float32' && incoming.bounded && width === inputs && inputs % 4 === 0;
    const format = isWhole ? 'int16' : 'float32';
    return new DenseStage(arena, call, width, units, { kernel, bias }, activation, format);
  };
  switch (className) {
    case 'Dense':
      return [dense(config.number('units'), inputs, config)];
    case 'TimeDistributed': {
      const inner = config.child('layer');
      if (inner.text('class_name') !== 'Dense') return unsupported(`TimeDistributed ${inner.text('class_name')}`);
      return [dense(inner.child('config').number('units'), inputs, inner.child('config'))];
    }
    case 'Activation': {
      const activation = outputActivation(config.text('activation'));
      const stride = fours(inputs);
      const stage = new RowStage(arena, inputs, (k, x, xStride, M, out) => {
        k.copyRows(out, stride * 4, x, xStride * 4, M, inputs);
        applyActivation(k, activation, out, M, inputs, stride);
      });
      return [stage];
    }
    case 'Conv1D': {
      const window = windowOf(config);
      const stacking = new WindowStage(arena, inputs, window);
      return [stacking, dense(config.number('filters'), stacking.outputs, config)];
    }
    case 'FrameStacking':
      return [new WindowStage(arena, inputs, windowOf(config))];
    case 'Embedding': {
      const vocabulary = config.number('input_dim');
      const units = config.number('output_dim');
      const table = model.requireStored(layer, 'embeddings', vocabulary * units);
      return [new EmbeddingStage(arena, vocabulary, units, table, config.flag('mask_zero', false))];
    }
    case 'MeanMaxPooling':
      if (inputs % 4 !== 0) return unsupported(`MeanMaxPooling of ${inputs} columns`);
      return [new PoolingStage(arena, inputs)];
    case 'BatchNormalization':
      return [batchNormStage(model, layer, inputs, arena)];
    case 'LayerNormalization':
      return [layerNormStage(model, layer, inputs, arena)];
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU':
      return [recurrent(model, layer, className, config, [''], incoming, kernels, options)];
    case 'Bidirectional': {
      const inner = config.child('layer');
      if (config.text('merge_mode', 'concat') !== 'concat') return unsupported('Bidirectional without concat');
      const within = ['forward_', 'backward_'];
      const innerConfig = inner.child('config');
      return [recurrent(model, layer, inner.text('class_name'), innerConfig, within, incoming, kernels, options)];
    }
    default:
      return unsupported(className);
  }
}

// biome-ignore format: one line per thought
function recurrent(
  model: SavedModel, layer: SavedLayer, className: string, config: Config, directions: string[],
  { width: inputs, bounded: boundedInputs }: Incoming, kernels: Kernels, { format }: StageOptions,
): Stage {
  if (config.flag('go_backwards', false)) return unsupported(`${className} with go_backwards`);
  const cell = cellOf(className, config);
  const columns = gateCount(cell) * cell.units;
  const weights = directions.map((within): DirectionWeights => ({
    kernel: model.requireWeight(layer, 'kernel', inputs * columns, within),
    recurrent: model.requireWeight(layer, 'recurrent_kernel', cell.units * columns, within),
    bias: config.flag('use_bias', true)
      ? model.requireWeight(layer, 'bias', columns * (hasRecurrentBias(cell) ? 2 : 1), within)
      : undefined,
  }));
  const returnSequences = config.flag('return_sequences', false);
  // Whole numbers need states within ±1.
  const shape = { cell, inputs, returnSequences, boundedInputs, format: isBounded(cell) ? format : 'float32' } as const;
  return new RecurrentStage(kernels.arena, kernels.call, shape, weights);
}

function cellOf(className: string, config: Config): CellSpec {
  const units = config.number('units');
  const activation = activationNamed(config.text('activation', 'tanh'));
  if (className === 'SimpleRNN') {
    if (activation !== 'tanh' && activation !== 'relu' && activation !== 'linear') {
      return unsupported(`SimpleRNN with ${activation}`);
    }
    return { kind: 'rnn', units, activation };
  }
  const gates = activationNamed(config.text('recurrent_activation', 'hard_sigmoid'));
  if (activation !== 'tanh' || (gates !== 'sigmoid' && gates !== 'hardsigmoid')) {
    return unsupported(`${className} with ${activation} and ${gates} gates`);
  }
  const hardGates = gates === 'hardsigmoid';
  if (className === 'LSTM') return { kind: 'lstm', units, hardGates };
  if (className === 'GRU')
    return { kind: 'gru', units, resetAfter: config.flag('reset_after', false), hardGates };
  return unsupported(`Bidirectional ${className}`);
}

function windowOf(config: Config): Window {
  const padding = config.text('padding', 'valid');
  if (padding !== 'valid' && padding !== 'same' && padding !== 'causal')
    return unsupported(`padding ${padding}`);
  return {
    taps: config.numbers('kernel_size')[0]!,
    step: config.numbers('strides', [1])[0]!,
    dilation: config.numbers('dilation_rate', [1])[0]!,
    padding,
  };
}

function unsupported(what: string): never {
  throw new InputError({
    code: 'model-unsupported-layer',
    found: `a layer ${what}`,
    expected: 'layers that the inference runtime knows (see src/rnn/runtime/build-stages.ts)',
    remedy: 'Run this model with TensorFlow.js.',
  });
}
