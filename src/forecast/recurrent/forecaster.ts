/** A trained recurrent forecaster: the history of a series goes in, quantiles of its next points come out. */
import { join } from 'node:path';
import { InputError } from '../../errors.js';
import { type ModelHeader, readModel } from '../../model-folder.js';
import type { Kernels } from '../../rnn/kernels/kernels.js';
import { Encoder } from '../../rnn/runtime/encoder.js';
import { quantilesOf } from '../../rnn/train/pinball-loss.js';
import { INTERVAL_LEVELS, type Interval } from '../intervals.js';
import type { Method, Task } from '../methods/method.js';
import { encodeWindow, type SeriesEncoding } from './encoding.js';
import {
  type EncodingDescription,
  LEVELS,
  MEDIAN,
  makeEncoding,
  quantileOutputs,
} from './quantile-recipe.js';

export const FORECASTER_KIND = 'forecast-recurrent';

/** model.json of a forecaster. */
export interface ForecasterHeader extends ModelHeader {
  kind: typeof FORECASTER_KIND;
  data: string;
  licence: string;
  /** Command that trained it. */
  command: string;
  /** Main season of the series it knows. */
  season: number;
  encoding: EncodingDescription;
  /** Folders of the networks whose quantiles are averaged. */
  members: string[];
  /**
   * What the distance of each quantile from the median is multiplied by, so that intervals held as often as they
   * should on a window that the networks had not seen. // [Q]
   */
  widen: number[];
}

/** Quantiles of the next points. */
export interface QuantileForecast {
  intervals: Interval[];
  /** The medians. // [horizon] */
  values: Float64Array;
  /** One array a level. // [Q][horizon] */
  quantiles: Float64Array[];
}

export class RecurrentForecaster {
  private isOpen = true;

  private constructor(
    readonly header: ForecasterHeader,
    private readonly encoding: SeriesEncoding,
    private readonly members: readonly Encoder[],
  ) {}

  /**
   * @param kernels - to run on; by default each network loads its own
   * @throws InputError `model-not-found`, `model-kind`, `model-damaged`, and what the runtime finds wrong with a network
   */
  static async open(folder: string, kernels?: Kernels): Promise<RecurrentForecaster> {
    const { header } = readModel<ForecasterHeader>(folder, FORECASTER_KIND);
    const encoding = makeEncoding(header.encoding);
    const members = await Promise.all(
      header.members.map((name) =>
        Encoder.load(join(folder, name, 'model.json'), kernels ? { kernels } : { threads: 1 }),
      ),
    );
    const width = encoding.horizon * (encoding.basis + LEVELS.length);
    const odd = members.find(({ inputs, outputs }) => inputs !== encoding.inputs || outputs !== width);
    if (odd || members.length === 0) {
      throw new InputError({
        code: 'model-damaged',
        found: odd
          ? `a network of ${odd.inputs} inputs and ${odd.outputs} outputs in ${folder}`
          : 'no network',
        expected: `${encoding.inputs} inputs and ${width} outputs`,
        remedy: 'Restore the model as it was shipped, or train it again.',
      });
    }
    return new RecurrentForecaster(header, encoding, members);
  }

  /** Points it foretells at most. */
  get horizon(): number {
    return this.encoding.horizon;
  }

  /** Whether it knows such series: their season, as many points ahead, and at least three frames of history. */
  suits(task: Task): boolean {
    const enough = task.history.length >= this.method.needs(task.seasons);
    return task.seasons.includes(this.header.season) && task.horizon <= this.horizon && enough;
  }

  /** @throws InputError `forecast-model-unsuited`. @returns the task, where it {@link suits} */
  require(task: Task): Task {
    if (this.suits(task)) return task;
    throw new InputError({
      code: 'forecast-model-unsuited',
      found: `${task.history.length} points, ${task.horizon} to be foretold, season ${task.seasons.join(' and ')}`,
      expected: `at least ${this.method.needs(task.seasons)} points, ${this.horizon} to be foretold at most, season ${this.header.season}`,
      remedy: 'Take --model auto, or give what the model knows.',
    });
  }

  /** Only for tasks that it {@link suits}. A series that never was negative is not foretold to be. */
  forecast({ history, horizon, covariates }: Task): QuantileForecast {
    const { encoding, members, header } = this;
    // Its memory may hold anything by now.
    if (!this.isOpen) throw new Error('a forecast by a forecaster that was closed');
    const outputs = quantileOutputs(encoding);
    const window = encodeWindow(encoding, encoding.prepare(history, covariates), history.length);
    const frame = window.frames.at(-1)!;
    const rows = members.map((member) => member.run(window.input).subarray(-member.outputs));
    const floor = history.some((value) => value < 0) ? Number.NEGATIVE_INFINITY : 0;
    const quantiles = LEVELS.map(() => new Float64Array(horizon));
    for (let h = 0; h < horizon; h++) {
      const mean = new Float64Array(LEVELS.length);
      for (const row of rows) {
        quantilesOf(outputs, row, frame.basis, h).forEach((value, q) => {
          mean[q]! += value / rows.length;
        });
      }
      // Quantiles are learnt each by itself, and may cross.
      mean.sort();
      const median = mean[MEDIAN]!;
      const widened = mean.map((value, q) => median + header.widen[q]! * (value - median)).sort();
      widened.forEach((value, q) => {
        quantiles[q]![h] = Math.max(floor, frame.base[h]! + frame.unit * value);
      });
    }
    const intervals = INTERVAL_LEVELS.map((level) => ({
      level,
      low: quantiles[LEVELS.findIndex((tau) => Math.abs(2 * (0.5 - tau) - level) < 1e-9)]!,
      high: quantiles[LEVELS.findIndex((tau) => Math.abs(2 * (tau - 0.5) - level) < 1e-9)]!,
    }));
    return { values: quantiles[MEDIAN]!, quantiles, intervals };
  }

  /** The medians, as a method among others. */
  readonly method: Method = {
    name: 'recurrent',
    needs: () => this.encoding.least + 2 * this.encoding.step,
    forecast: (task) => this.forecast(task).values,
  };

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    // One thread: nothing in it waits.
    for (const member of this.members) void member.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
