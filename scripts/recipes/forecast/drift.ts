/** A frozen network beside forecasts that are kept up to date, as hours arrive: ETTh1, the next day each midnight. */
import { join } from 'node:path';
import { findMethod } from '../../../src/forecast/evaluate.js';
import { mae } from '../../../src/forecast/metrics.js';
import { OnlineForecaster } from '../../../src/forecast/online/online-forecaster.js';
import { RecurrentForecaster } from '../../../src/forecast/recurrent/forecaster.js';
import type { RecipeContext } from '../recipe.js';
import { END, LEARNT, READ, readEtt, SETTINGS_END } from './ett.js';

const DAY = 24;
/** Beside the network that the stage before has trained on the first twelve months. */
const OTHERS = ['seasonal-naive', 'theta', 'theta-long-season'];

/** Mean absolute errors of both over all columns, and how many changes were noticed. */
export async function driftLine({ runFolder, tune }: RecipeContext): Promise<string> {
  using network = await RecurrentForecaster.open(join(runFolder, 'ett'));
  const methods = [network.method, ...(await Promise.all(OTHERS.map(findMethod)))];
  const [from, to] = tune ? [LEARNT, SETTINGS_END] : [SETTINGS_END, END];
  let frozen = 0;
  let online = 0;
  let changes = 0;
  let days = 0;
  for (const values of readEtt()) {
    const task = { history: values.slice(from - READ, from), horizon: DAY, seasons: [DAY, 7 * DAY] };
    const kept = new OnlineForecaster(task, { methods, every: DAY });
    for (let origin = from; origin + DAY <= to; origin += DAY) {
      const came = values.subarray(origin, origin + DAY);
      const history = values.slice(origin - READ, origin);
      frozen += mae(came, network.forecast({ ...task, history }).values);
      online += mae(came, kept.forecast());
      days++;
      for (const value of came) kept.observe(value);
    }
    changes += kept.changes.length;
  }
  const part = tune ? 'the months for settings' : 'the last four months';
  return `drift: ETTh1, the next 24 hours each midnight, ${part}: MAE of the frozen network ${(frozen / days).toFixed(4)}, kept up to date beside ${OTHERS.join(', ')} ${(online / days).toFixed(4)}; ${changes} changes noticed in ${days} days of columns\n`;
}
