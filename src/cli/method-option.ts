/** The option that names a way of forecasting. */
import { Option } from 'commander';

/** Names, said here so that help needs no forecasting code; a test holds them against it. */
export const FORECAST_MODELS: readonly string[] = [
  ...[
    'auto',
    'recurrent',
    'lstm',
    'gru',
    'arima',
    'naive',
    'seasonal-naive',
    'naive2',
    'drift',
    'ses',
    'holt',
    'damped',
    'holt-winters',
  ],
  ...[
    'holt-winters-additive',
    'holt-winters-damped',
    'ets',
    'theta',
    'theta-seasonal',
    'theta-log',
    'dynamic-theta',
    'seasonal-naive-long',
    'theta-long-season',
  ],
];

export function methodOption(): Option {
  return new Option(
    '-m, --model <name>',
    'how; recurrent is a network of the package, for hours and weeks; lstm and gru learn from the series alone; auto takes it, or averages those that would have foretold the recent past best',
  )
    .choices(FORECAST_MODELS)
    .default('auto');
}
