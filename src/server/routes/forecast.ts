/** Series in, futures out. */
import { json, type Router } from 'express';
import type { ServerParts } from '../parts.js';
import { forecastRequest, parseRequest } from '../requests.js';
import { leaving } from './speech.js';

/** Largest body. */
const BODY_BYTES = 4 * 2 ** 20;

export function addForecastRoutes(router: Router, { pool, options }: ServerParts): void {
  router.post('/v1/forecast', json({ limit: BODY_BYTES }), async (request, response) => {
    const fields = parseRequest(forecastRequest, request.body);
    const { modelsFolder } = options;
    const job = { ...fields, modelsFolder };
    const made = await pool.run('forecast', job, { signal: leaving(response) });
    const { table, methods, seasons, points, past, backtest, regimes } = made;
    response.json({
      object: 'forecast',
      ...table,
      seasons,
      methods,
      // JSON has no NaN: where the series is too short to look back, nothing is known.
      backtest: backtest.map(({ name, mase }) => ({ method: name, mase: Number.isNaN(mase) ? null : mase })),
      ...(fields.history > 0 && { history: past }),
      forecast: points,
      ...(regimes && { regimes }),
    });
  });
}
