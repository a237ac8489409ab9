/** ARIMA by the npm package `arima` (ctsa in WebAssembly), loaded only when it is wanted. */
import { type Method, mainSeason, type Task } from './method.js';

/** Points beyond which only the last are fitted: a seasonal model's cost grows with their number and the season. */
const MOST_POINTS = 600;
/** Seasons longer than this are not searched over. */
const LONGEST_SEASON = 24;
/** The package searches no series shorter than this; ARIMA(0,1,1) is taken for those. */
const SHORTEST_SEARCH = 22;

/**
 * Loads the package and gives the search over orders: up to ARIMA(3,2,3)(2,1,2), of the logarithms where the series is
 * positive.
 */
export async function loadArima(): Promise<Method> {
  const { default: Arima } = await import('arima');
  const fitted = (values: number[], season: number, horizon: number): Float64Array => {
    const seasonal = season > 1 && season <= LONGEST_SEASON && values.length >= 3 * season;
    const orders = seasonal ? { P: 2, D: 1, Q: 2, s: season } : { P: 0, D: 0, Q: 0, s: 0 };
    // Exact likelihood of long seasonal models takes minutes; conditional sums of squares do nearly as well.
    const method = seasonal && values.length * season > 3000 ? 1 : 0;
    const searched = { auto: true, p: 3, d: 2, q: 3, ...orders, method };
    const fixed = { p: 0, d: 1, q: 1 };
    const model = new Arima({ ...(values.length < SHORTEST_SEARCH ? fixed : searched), verbose: false });
    try {
      return Float64Array.from(model.train(values).predict(horizon)[0]);
    } finally {
      model.destroy();
    }
  };
  return {
    name: 'arima',
    needs: () => 11,
    forecast(task: Task): Float64Array {
      const values = task.history.subarray(-MOST_POINTS);
      const positive = values.every((value) => value > 0);
      const transformed = Array.from(values, (value) => (positive ? Math.log(value) : value));
      const forecast = fitted(transformed, mainSeason(task), task.horizon);
      return positive ? forecast.map(Math.exp) : forecast;
    },
  };
}
