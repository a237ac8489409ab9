/** What the server counts, for Prometheus. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

export class Metrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: 'utterly_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly problems = new Counter({
    name: 'utterly_problems_total',
    help: 'Refusals and failures by code',
    labelNames: ['code'] as const,
    registers: [this.registry],
  });
  readonly audioSeconds = new Counter({
    name: 'utterly_audio_seconds_total',
    help: 'Seconds of audio recognised or aligned',
    labelNames: ['model'] as const,
    registers: [this.registry],
  });
  readonly streams = new Gauge({
    name: 'utterly_streams',
    help: 'Open streams',
    registers: [this.registry],
  });

  /** @param load - jobs accepted and not answered */
  constructor(load: () => number) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'utterly_jobs',
      help: 'Jobs being done or waiting',
      registers: [this.registry],
      collect() {
        this.set(load());
      },
    });
  }
}
