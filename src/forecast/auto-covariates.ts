/** `auto` where there are covariates: a network that reads them, if it would have done better than what does without. */
import { type AutoOptions, autoForecast, type Forecast } from './auto.js';
import { type BacktestRow, ORIGINS, ranked } from './backtest.js';
import { covariatesAt, requireCovariates } from './covariates.js';
import { mainSeason, type Task } from './methods/method.js';
import { mae, maseScale } from './metrics.js';
import { forecastByOwnNetwork, leastForNetwork } from './recurrent/own-network.js';

const NAME = 'gru';

/** @throws InputError `covariates-too-short` */
export async function autoWithCovariates(task: Task, options: AutoOptions = {}): Promise<Forecast> {
  const { covariates, ...plain } = task;
  requireCovariates(covariates!, task.history.length, task.horizon);
  const without = autoForecast(plain, options);
  const mase = await backtestNetwork(task);
  const table: BacktestRow[] = ranked([...without.table, { name: NAME, mase }]);
  const other = without.table.find(({ name }) => name === 'median') ?? without.table[0];
  // Too short to tell: what needs no training.
  if (Number.isNaN(mase) || (other && other.mase <= mase)) return { ...without, table };
  return { ...(await forecastByOwnNetwork(task, { cell: NAME })), chosen: [NAME], table };
}

/** From the origins that the classics are tried from; NaN where there are not enough points before one. */
async function backtestNetwork({ history, horizon, seasons, covariates }: Task): Promise<number> {
  let sum = 0;
  for (let k = 1; k <= ORIGINS; k++) {
    const origin = history.length - k * horizon;
    if (origin < leastForNetwork(horizon)) return Number.NaN;
    const seen = history.slice(0, origin);
    const task = { history: seen, horizon, seasons, covariates: covariatesAt(covariates!, origin, horizon) };
    const { values } = await forecastByOwnNetwork(task, { cell: NAME, networks: 1 });
    const came = history.subarray(origin, origin + horizon);
    sum += mae(came, values) / (maseScale(seen, mainSeason({ seasons })) || 1);
  }
  return sum / ORIGINS;
}
