import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { parseSavedModel, type SavedModel } from '../../../src/rnn/runtime/saved-model.js';
import { networkFromSaved } from '../../../src/rnn/train/load.js';
import { type LayerDescription, Network } from '../../../src/rnn/train/network.js';
import { packNetwork, type SaveOptions } from '../../../src/rnn/train/save.js';

const LAYERS: LayerDescription[] = [
  { kind: 'window', taps: 3, step: 3, padding: 'valid' },
  { kind: 'recurrent', cell: { kind: 'lstm', units: 16 }, bidirectional: true, dropout: 0.25 },
  { kind: 'recurrent', cell: { kind: 'gru', units: 16, resetAfter: true }, reverse: true },
  { kind: 'dropout', rate: 0.5 },
  { kind: 'dense', units: 5 },
];

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.load();
});
afterAll(() => kernels.close());

function saved(network: Network, options: SaveOptions = {}): SavedModel {
  const { json, data } = packNetwork(network, { outputActivation: 'softmax', ...options });
  return parseSavedModel(JSON.parse(JSON.stringify(json)), data);
}

describe('networkFromSaved', () => {
  it('is the way back from packNetwork', () => {
    using network = new Network(kernels, { inputs: 6, layers: LAYERS }, 7);
    using again = networkFromSaved(kernels, saved(network));
    expect(again.snapshot()).toEqual(network.snapshot());
    expect(packNetwork(again)).toEqual(packNetwork(network));
  });

  it('knows the layers of text classifiers', () => {
    const layers: LayerDescription[] = [
      { kind: 'embedding', vocabulary: 20, units: 16 },
      { kind: 'recurrent', cell: { kind: 'lstm', units: 16 }, bidirectional: true },
      { kind: 'pooling' },
      { kind: 'dropout', rate: 0.4 },
      { kind: 'dense', units: 2 },
    ];
    using network = new Network(kernels, { inputs: 1, layers }, 7);
    using again = networkFromSaved(kernels, saved(network));
    expect(again.snapshot()).toEqual(network.snapshot());
    expect(packNetwork(again)).toEqual(packNetwork(network));
  });

  it('reads quantised weights as what they stand for: to quantise them again changes nothing', () => {
    using network = new Network(kernels, { inputs: 6, layers: LAYERS }, 7);
    using again = networkFromSaved(kernels, saved(network, { dtype: 'uint8' }));
    expect(again.snapshot()).not.toEqual(network.snapshot());
    expect(packNetwork(again, { dtype: 'uint8' }).data).toEqual(
      packNetwork(network, { dtype: 'uint8' }).data,
    );
  });

  it('names a layer that cannot learn on', () => {
    using network = new Network(kernels, { inputs: 4, layers: [{ kind: 'layer-norm' }, LAYERS[4]!] }, 7);
    expect(() => networkFromSaved(kernels, saved(network))).toThrow(/network-not-learnable.*LayerNorm/);
  });
});
