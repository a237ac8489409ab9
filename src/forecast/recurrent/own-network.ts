/** A network of a series' own: trained on its history alone, in seconds, for `--model lstm` and `gru`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../errors.js';
import { Kernels } from '../../rnn/kernels/kernels.js';
import type { StepProgress } from '../../rnn/train/training-run.js';
import { type Covariates, requireCovariates } from '../covariates.js';
import { mainSeason, type Task } from '../methods/method.js';
import { type QuantileForecast, RecurrentForecaster } from './forecaster.js';
import type { EncodingDescription } from './quantile-recipe.js';
import { trainForecaster } from './train-forecaster.js';
import type { MemberSettings } from './train-member.js';

export interface OwnNetworkOptions {
  cell: 'lstm' | 'gru';
  /** Networks whose quantiles are averaged. Default 3. */
  networks?: number;
  /** Of the first network. Default 1. */
  seed?: number;
  onStep?: (progress: StepProgress) => void;
}

/** Points that a season or the horizon is read back by at most. */
const LONGEST_CONTEXT = 64;
/** Histories shorter than this teach a network nothing. */
const SHORTEST = 40;

/**
 * Trains on the logarithms of a series that is positive, else on the series itself. Its intervals are the networks'
 * quantiles as learnt: they have nothing left to be calibrated on, and are too narrow.
 * @throws InputError `series-too-short`, `covariates-too-short`
 */
export async function forecastByOwnNetwork(
  { history, horizon, seasons, covariates }: Task,
  { cell, networks = 3, seed = 1, onStep }: OwnNetworkOptions,
): Promise<QuantileForecast> {
  if (history.length < leastForNetwork(horizon)) {
    throw new InputError({
      code: 'series-too-short',
      found: `${history.length} points`,
      expected: `at least ${leastForNetwork(horizon)} to train a network on, ${horizon} of them as targets`,
      remedy: 'Take --model auto.',
    });
  }
  if (covariates) requireCovariates(covariates, history.length, horizon);
  const season = mainSeason({ seasons });
  const positive = history.every((value) => value > 0);
  const values = positive ? history.map(Math.log) : history;
  const folder = mkdtempSync(join(tmpdir(), 'utterly-network-'));
  const kernels = await Kernels.load();
  try {
    const about = { name: 'own', description: '', season, data: '', licence: '', command: '' };
    await trainForecaster({
      ...{ about, settings: ownSettings(cell, season, { history, horizon, covariates }), series: [values] },
      ...(covariates && { covariates: [covariates] }),
      cost: () => 1,
      seeds: Array.from({ length: networks }, (_, i) => seed + i),
      folder: join(folder, 'model'),
      stateFolder: join(folder, 'state'),
      ...(onStep && { onStep }),
    });
    using forecaster = await RecurrentForecaster.open(join(folder, 'model'), kernels);
    const made = forecaster.forecast({
      ...{ history: values, horizon, seasons: [season] },
      ...(covariates && { covariates }),
    });
    if (!positive) return made;
    const grown = (logs: Float64Array) => logs.map(Math.exp);
    return {
      values: grown(made.values),
      quantiles: made.quantiles.map(grown),
      intervals: made.intervals.map(({ level, low, high }) => ({
        level,
        low: grown(low),
        high: grown(high),
      })),
    };
  } finally {
    await kernels.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Points that a network wants to learn from. */
export function leastForNetwork(horizon: number): number {
  return SHORTEST + horizon;
}

/** A series of hours is read by days where it is long enough for that, any other point by point. */
function ownSettings(
  cell: 'lstm' | 'gru',
  season: number,
  {
    history,
    horizon,
    covariates,
  }: Pick<Task, 'history' | 'horizon'> & { covariates: Covariates | undefined },
): MemberSettings {
  const byDays = season === 24 && history.length >= 500 && horizon <= 168;
  const context = Math.min(LONGEST_CONTEXT, Math.max(12, 2 * season));
  const encoding: EncodingDescription = byDays
    ? { kind: 'days', horizon: Math.max(48, horizon) }
    : { kind: 'points', season, horizon, context };
  if (covariates) {
    const [past, future] = [covariates.past.length, covariates.future.length];
    encoding.covariates = { past, future, season: byDays ? 7 * 24 : season };
  }
  return {
    ...{ encoding, cell, units: 32, layers: 1, dropout: 0.3 },
    ...{ epochs: 10, perEpoch: 480, batch: 16, peakRate: 0.005, weightDecay: 0.05, warmUp: byDays ? 2 : 8 },
  };
}
