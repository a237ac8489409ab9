/** The shape of the acoustic encoder: three frames side by side at a third of the rate, LSTM layers, a logit a senone. */
import type { LayerDescription, NetworkDescription } from '../../rnn/train/network.js';

export interface EncoderShape {
  /** Width of a feature frame. */
  features: number;
  /** LSTM layers, and units of one direction. */
  layers: number;
  units: number;
  bidirectional: boolean;
  /** Share of the inputs of every layer but the first dropped in training. */
  dropout: number;
}

/** Feature frames under one frame of scores. */
export const ENCODER_STRIDE = 3;

export function encoderDescription(shape: EncoderShape, senones: number): NetworkDescription {
  const { features, layers, units, bidirectional, dropout } = shape;
  const recurrent = (l: number): LayerDescription => ({
    kind: 'recurrent',
    cell: { kind: 'lstm', units },
    bidirectional,
    dropout: l > 0 ? dropout : 0,
  });
  return {
    inputs: features,
    layers: [
      { kind: 'window', taps: ENCODER_STRIDE, step: ENCODER_STRIDE, padding: 'valid' },
      ...Array.from({ length: layers }, (_, l) => recurrent(l)),
      { kind: 'dropout', rate: dropout },
      { kind: 'dense', units: senones },
    ],
  };
}
