/** The recipe of a recurrent forecaster as plain data: what it reads, what it foretells, how it is trained. */
import type { CellSpec } from '../../rnn/kernels/cell.js';
import type { NetworkDescription } from '../../rnn/train/network.js';
import { type QuantileOutputs, quantileWidth } from '../../rnn/train/pinball-loss.js';
import { type CovariateShape, withCovariates } from './covariate-encoding.js';
import { dayEncoding } from './day-encoding.js';
import type { SeriesEncoding } from './encoding.js';
import { pointEncoding } from './point-encoding.js';

/** An encoding by name, as models are saved with it. */
export type EncodingDescription = (
  | { kind: 'days'; horizon: number }
  | { kind: 'points'; season: number; horizon: number; context: number }
) & { covariates?: CovariateShape };

/** Ends of the 95 % and of the 80 % interval, and the median between. */
export const LEVELS: readonly number[] = [0.025, 0.1, 0.5, 0.9, 0.975];
/** The place of the median among {@link LEVELS}. */
export const MEDIAN = 2;
/** What the loss of a quantile counts beside that of the median, which is the forecast. */
const OUTER_IMPORTANCE = 0.2;

export function makeEncoding(description: EncodingDescription): SeriesEncoding {
  const plain = description.kind === 'days' ? dayEncoding(description.horizon) : pointEncoding(description);
  return description.covariates ? withCovariates(plain, description.covariates) : plain;
}

export function quantileOutputs({ horizon, basis }: SeriesEncoding): QuantileOutputs {
  const importance = LEVELS.map((_, q) => (q === MEDIAN ? 1 : OUTER_IMPORTANCE));
  return { points: horizon, basis, levels: LEVELS, importance };
}

export interface BodyOptions {
  cell: 'lstm' | 'gru';
  /** Of each recurrent layer, a multiple of 16. */
  units: number;
  layers: number;
  /** Share of the inputs of each recurrent layer that is dropped. */
  dropout: number;
}

/** Recurrent layers and a dense one; what it gives is read by the pinball loss. */
export function forecastNetwork(
  encoding: SeriesEncoding,
  { cell, units, layers, dropout }: BodyOptions,
): NetworkDescription {
  const shape: CellSpec = cell === 'gru' ? { kind: 'gru', units, resetAfter: true } : { kind: 'lstm', units };
  const recurrent = { kind: 'recurrent', cell: shape, dropout } as const;
  return {
    inputs: encoding.inputs,
    layers: [
      ...Array.from({ length: layers }, () => recurrent),
      { kind: 'dense', units: quantileWidth(quantileOutputs(encoding)) },
    ],
  };
}
