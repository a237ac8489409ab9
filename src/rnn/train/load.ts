/** A saved network → one that learns on: the way back from save.ts, for the layers that acoustic encoders are made of. */
import { InputError } from '../../errors.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Config } from '../runtime/config.js';
import type { SavedLayer, SavedModel } from '../runtime/saved-model.js';
import { type LayerDescription, Network, product } from './network.js';

/**
 * Quantised weights are read as the numbers they stand for. A softmax at the end is left away: what learns gives logits.
 * @returns the network, to be closed by the caller
 * @throws InputError `network-not-learnable` naming a layer that cannot learn on, and those of a damaged model
 */
export function networkFromSaved(kernels: Kernels, saved: SavedModel): Network {
  const shape = saved.layers[0]?.config.list('batch_input_shape') ?? [];
  // Ids have no width.
  const inputs = saved.layers[0]?.className === 'Embedding' ? 1 : Number(shape.at(-1));
  const network = new Network(kernels, { inputs, layers: saved.layers.map(describe) }, undefined);
  network.layers.forEach(({ name, layer }, l) => {
    for (const spec of layer.weights) {
      const path = spec.name.split('/');
      // Of `forward_lstm` only the direction is sure: Keras numbers the rest.
      const within = path.length > 1 ? path[0]!.replace(/_.*/, '_') : '';
      const values = saved.requireWeight(saved.layers[l]!, path.at(-1)!, product(spec.shape), within);
      network.weight(`${name}/${spec.name}`).set(values);
    }
  });
  return network;
}

function describe({ className, config }: SavedLayer): LayerDescription {
  switch (className) {
    case 'FrameStacking': {
      const padding = config.text('padding') === 'same' ? 'same' : 'valid';
      return {
        kind: 'window',
        taps: config.numbers('kernel_size')[0]!,
        step: config.numbers('strides')[0]!,
        padding,
      };
    }
    case 'Bidirectional':
      return recurrent(config.child('layer').text('class_name'), config.child('layer').child('config'), true);
    case 'LSTM':
    case 'GRU':
      return recurrent(className, config, false);
    case 'Embedding':
      return {
        kind: 'embedding',
        vocabulary: config.number('input_dim'),
        units: config.number('output_dim'),
      };
    case 'MeanMaxPooling':
      return { kind: 'pooling' };
    case 'SpatialDropout1D':
      return { kind: 'dropout', rate: config.number('rate') };
    case 'Dense': {
      const activation = config.text('activation', 'linear');
      if (activation !== 'linear' && activation !== 'softmax') return refuse(`Dense with ${activation}`);
      return { kind: 'dense', units: config.number('units') };
    }
    default:
      return refuse(className);
  }
}

function recurrent(className: string, config: Config, bidirectional: boolean): LayerDescription {
  const units = config.number('units');
  const rates = {
    dropout: config.number('dropout', 0),
    recurrentDropout: config.number('recurrent_dropout', 0),
  };
  const hardGates = config.text('recurrent_activation', 'sigmoid') === 'hard_sigmoid';
  const common = { bidirectional, reverse: config.flag('go_backwards', false), ...rates };
  if (className === 'LSTM') return { kind: 'recurrent', cell: { kind: 'lstm', units, hardGates }, ...common };
  if (className === 'GRU') {
    const resetAfter = config.flag('reset_after', false);
    return { kind: 'recurrent', cell: { kind: 'gru', units, resetAfter, hardGates }, ...common };
  }
  return refuse(className);
}

function refuse(found: string): never {
  throw new InputError({
    code: 'network-not-learnable',
    found: `a layer ${found}`,
    expected:
      'an embedding, stacked frames, LSTM, GRU, pooling, dropout, and a dense layer without activation or with softmax',
    remedy: 'Begin with a model that `npm run recipe` or `utterly train` made.',
  });
}
