/** The forecasters that learn from many series: their settings, found on windows before the ones held out. */
import { join } from 'node:path';
import { CLASSICS } from '../../../src/forecast/methods/classics.js';
import { mase, maseScale, smape } from '../../../src/forecast/metrics.js';
import { pairSeries, readM4Table } from '../../../src/forecast/read-m4.js';
import type { MemberSettings } from '../../../src/forecast/recurrent/train-member.js';
import { type ErrorCost, owaCost } from '../../../src/forecast/recurrent/windows.js';
import { corporaFolder } from '../../../src/speech/corpus/locations.js';

/** A forecaster and the table it learns from. */
export interface GlobalModel {
  name: string;
  description: string;
  /** Below the corpora's folder. */
  table: string;
  horizon: number;
  /** Of the series, and of the scale of MASE. */
  season: number;
  scaleSeason: number;
  seeds: number[];
  settings: MemberSettings;
}

export const HOURLY: GlobalModel = {
  name: 'forecast-hourly',
  description: 'the next 48 hours of an hourly series, with intervals of 80 % and 95 %',
  table: 'series/m4/Hourly-train.csv',
  ...{ horizon: 48, season: 24, scaleSeason: 24 },
  seeds: [1, 2, 3],
  settings: {
    encoding: { kind: 'days', horizon: 48 },
    ...{ cell: 'lstm', units: 64, layers: 1, dropout: 0.1 },
    ...{ epochs: 10, perEpoch: 3200, batch: 32, peakRate: 0.003, weightDecay: 0.01, warmUp: 3 },
  },
};

export const WEEKLY: GlobalModel = {
  name: 'forecast-weekly',
  description: 'the next 13 weeks of a weekly series, with intervals of 80 % and 95 %',
  table: 'series/m4/Weekly-train.csv',
  ...{ horizon: 13, season: 52, scaleSeason: 1 },
  seeds: [1, 2, 3],
  settings: {
    encoding: { kind: 'points', season: 52, horizon: 13, context: 64 },
    ...{ cell: 'lstm', units: 64, layers: 1, dropout: 0.5 },
    ...{ epochs: 10, perEpoch: 3200, batch: 32, peakRate: 0.002, weightDecay: 0.01, warmUp: 12 },
  },
};

/** The table, less the last `cut` points of each series. */
export function readHistories({ table }: GlobalModel, cut: number): Map<string, Float64Array> {
  const whole = readM4Table(join(corporaFolder(), table));
  return new Map([...whole].map(([id, values]) => [id, values.slice(0, values.length - cut)]));
}

/** OWA's, relative to Naive 2 on the last points of what may be learnt from. */
export function costOf(
  { horizon, scaleSeason }: GlobalModel,
  histories: Map<string, Float64Array>,
): ErrorCost {
  const naive2 = CLASSICS.find(({ name }) => name === 'naive2')!;
  const pairs = pairSeries(histories, undefined, horizon);
  const made = pairs.map(({ history }) => naive2.forecast({ history, horizon, seasons: [scaleSeason] }));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const reference = {
    smape: mean(pairs.map(({ future }, s) => smape(future, made[s]!))),
    mase: mean(
      pairs
        .map(({ future, history }, s) => mase(future, made[s]!, history, scaleSeason))
        .filter(Number.isFinite),
    ),
  };
  const scales = [...histories.values()].map((values) => maseScale(values, scaleSeason));
  return owaCost(scales, reference);
}
