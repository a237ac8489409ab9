/**
 * A forecast that is kept up to date while points arrive. Several methods forecast side by side; each counts by how well it
 * has foretold what came lately. When the errors of all together grow for good, what was before no longer counts.
 */
import type { Method, Task } from '../methods/method.js';
import { ChangeDetector, type ChangeDetectorOptions } from './change-detector.js';

export interface OnlineOptions {
  methods: readonly Method[];
  /** Points from one forecast to the next; each has the task's horizon. Default 1. */
  every?: number;
  /** Share of an old error's importance that is left after the points of a horizon. Default 0.7. */
  remember?: number;
  /** How much more a better method counts: weights are errors to the power of minus this. Default 4. */
  sharpness?: number;
  detector?: ChangeDetectorOptions;
}

interface Pending {
  origin: number;
  /** By method. */
  values: Float64Array[];
  mean: Float64Array;
}

/** After a change methods see at least this many horizons or seasons of points, some of before. */
const LEAST_SEEN = 3;

export class OnlineForecaster {
  private readonly history: number[];
  private readonly losses: Float64Array;
  private readonly detector: ChangeDetector;
  private readonly options: Required<Omit<OnlineOptions, 'detector'>>;
  private pending: Pending[] = [];
  private begin = 0;
  private importance = 0;
  /** Points at which a change was noticed. */
  readonly changes: number[] = [];

  constructor(
    private readonly task: Task,
    { methods, every = 1, remember = 0.7, sharpness = 4, detector = {} }: OnlineOptions,
  ) {
    this.options = { methods, every, remember, sharpness };
    this.history = [...task.history];
    this.losses = new Float64Array(methods.length);
    this.detector = new ChangeDetector(detector);
    this.forecast();
  }

  /** Of the next points. // [horizon] */
  forecast(): Float64Array {
    const origin = this.history.length;
    const made = this.pending.at(-1);
    if (made?.origin === origin) return made.mean;
    const { horizon, seasons } = this.task;
    const values = this.options.methods.map((method) => {
      // After a change what came before it is left out, if enough is left for the method.
      const least = Math.max(LEAST_SEEN * Math.max(horizon, ...seasons), method.needs(seasons));
      const history = Float64Array.from(
        this.history.slice(Math.min(this.begin, Math.max(0, origin - least))),
      );
      return method.forecast({ history, horizon, seasons });
    });
    const weights = this.weights();
    const mean = Float64Array.from({ length: horizon }, (_, h) =>
      values.reduce((sum, one, m) => sum + weights[m]! * one[h]!, 0),
    );
    this.pending.push({ origin, values, mean });
    return mean;
  }

  /** Shares of the methods in the next forecast; all alike until something came. // [methods] */
  weights(): Float64Array {
    const mean = this.losses.reduce((sum, loss) => sum + loss, 0) / this.losses.length || 1;
    const raw = this.losses.map((loss) => (loss / mean + 1e-3) ** -this.options.sharpness);
    const total = raw.reduce((sum, one) => sum + one, 0);
    return raw.map((one) => one / total);
  }

  /** Learns from the next point. @returns whether the series is found to have changed */
  observe(value: number): boolean {
    const at = this.history.length;
    const { every, remember } = this.options;
    const { horizon } = this.task;
    const fading = remember ** (1 / horizon);
    this.importance = fading * this.importance + 1;
    this.losses.forEach((loss, m) => {
      const errors = this.pending.map(({ origin, values }) => Math.abs(values[m]![at - origin]! - value));
      const error = errors.reduce((sum, one) => sum + one, 0) / Math.max(1, errors.length);
      this.losses[m] = loss + (error - loss) / this.importance;
    });
    const latest = this.pending.at(-1);
    const ago = latest ? this.detector.add(Math.abs(latest.mean[at - latest.origin]! - value)) : 0;
    this.history.push(value);
    if (ago > 0) {
      this.changes.push(at);
      this.begin = at + 1 - ago;
      this.importance = 0;
    }
    this.pending = this.pending.filter(({ origin }) => origin + horizon > at + 1);
    if ((this.history.length - this.task.history.length) % every === 0) this.forecast();
    return ago > 0;
  }
}
