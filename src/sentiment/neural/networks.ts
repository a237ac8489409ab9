/** The shapes of the recurrent member's networks: words' neighbours are learnt with the body that classifies later. */
import type { LayerDescription, NetworkDescription } from '../../rnn/train/network.js';

/** Units of the embedding and of the LSTM in each direction: one table serves as input and as output. */
export const UNITS = 192;

function body(vocabulary: number, units: number, dropout: number): LayerDescription[] {
  return [
    { kind: 'embedding', vocabulary, units },
    { kind: 'recurrent', cell: { kind: 'lstm', units }, bidirectional: true, dropout },
  ];
}

/** Forward states foretell the next word, backward states the one before. */
export function languageModelNetwork(vocabulary: number, units = UNITS): NetworkDescription {
  return { inputs: 1, layers: [...body(vocabulary, units, 0), { kind: 'dropout', rate: 0 }] };
}

/** The largest and the mean state of both directions → negative, positive. */
export function classifierNetwork(
  vocabulary: number,
  dropout: { inputs: number; states: number },
  units = UNITS,
): NetworkDescription {
  return {
    inputs: 1,
    layers: [
      ...body(vocabulary, units, dropout.inputs),
      { kind: 'pooling' },
      { kind: 'dropout', rate: dropout.states },
      { kind: 'dense', units: 2 },
    ],
  };
}
