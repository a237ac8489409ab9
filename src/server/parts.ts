/** What the routes of one server share. */
import type { Logger } from 'pino';
import type { Guard } from './guards.js';
import type { Metrics } from './metrics.js';
import type { RecognitionPool } from './recognition/pool.js';
import type { ServedModels } from './served-models.js';
import type { ResolvedServerOptions } from './server-options.js';

export interface ServerParts {
  options: ResolvedServerOptions;
  version: string;
  models: ServedModels;
  pool: RecognitionPool;
  metrics: Metrics;
  /** Structured lines about requests: never what was said, written, or how files are called. */
  log: Logger;
  guards: { site: Guard; token: Guard };
  /** Whether new work is taken: models are open, and the server is not about to stop. */
  isReady(): boolean;
}
