/** Progress bars on standard error, where that is a terminal; elsewhere silence. */
import { createRequire } from 'node:module';
import type { SingleBar } from 'cli-progress';
import type { StepProgress } from '../rnn/train/training-run.js';
import type { TrainingProgress } from '../speech/gmm/train-gmm.js';
import type { Output } from './surroundings.js';

export interface Progress {
  /** `steps` more are done; one unless told. */
  advance(steps?: number): void;
  stop(): void;
}

/** Loaded for a terminal only: elsewhere it would cost more than it shows. */
function newBar(stream: Output, format: string): SingleBar {
  const cliProgress = createRequire(import.meta.url)('cli-progress') as typeof import('cli-progress');
  return new cliProgress.SingleBar({ stream, format, ...LOOKS });
}

const SILENT: Progress = { advance: () => {}, stop: () => {} };
const LOOKS = { barsize: 30, clearOnComplete: true, hideCursor: true };

/** @param noun - what is counted, e.g. `utterances` */
export function startProgress(stderr: Output, total: number, noun: string): Progress {
  if (stderr.isTTY !== true) return SILENT;
  const format = `[{bar}] {value}/{total} ${noun}, {eta_formatted} left`;
  const bar = newBar(stderr, format);
  bar.start(total, 0);
  return { advance: (steps = 1) => bar.increment(steps), stop: () => bar.stop() };
}

/** What trainings say while they run: a bar with the time left, and lines that do not run into it. */
export class TrainingBar {
  private readonly bar: SingleBar | undefined;
  private shown = false;
  private iterationsFrom: { done: number; at: number } | undefined;

  constructor(private readonly stderr: Output) {
    const format = '[{bar}] {percentage} %, {note}, {left} left';
    if (stderr.isTTY === true) this.bar = newBar(stderr, format);
  }

  /** A step of a network's training: for `onStep` of `runTraining`. */
  readonly step = ({ epoch, epochs, batch, batches, loss, secondsLeft }: StepProgress): void => {
    const note = `epoch ${epoch + 1} of ${epochs}, loss ${loss.toPrecision(4)}`;
    this.show(epoch * batches + batch, epochs * batches, note, secondsLeft);
  };

  /** An iteration of the training of Gaussians: for `onProgress` of `trainSpeech`. */
  readonly iteration = ({ stage, done, total }: TrainingProgress): void => {
    this.showByPace(done, total, stage);
  };

  /** A forecast of one method: for `onProgress` of `autoForecast`. */
  readonly forecast = (done: number, total: number): void => {
    this.showByPace(done, total, 'trying methods on the past');
  };

  /** Writes a line, on a terminal or not; the bar comes back below it with the next step. */
  readonly log = (line: string): void => {
    this.stop();
    this.stderr.write(`${line}\n`);
  };

  /** Clears the bar away until the next step. */
  stop(): void {
    if (this.shown) this.bar?.stop();
    this.shown = false;
  }

  /** The clock starts with the first: those before it may have been kept from an earlier run. */
  private showByPace(done: number, total: number, note: string): void {
    const at = performance.now();
    this.iterationsFrom ??= { done, at };
    const { done: from, at: since } = this.iterationsFrom;
    const secondsLeft = done > from ? ((at - since) / 1000 / (done - from)) * (total - done) : undefined;
    this.show(done, total, note, secondsLeft);
  }

  /** @param secondsLeft - undefined while nothing is known of the pace */
  private show(done: number, total: number, note: string, secondsLeft: number | undefined): void {
    if (!this.bar) return;
    const payload = { note, left: secondsLeft === undefined ? '…' : duration(secondsLeft) };
    if (this.shown) {
      this.bar.setTotal(total);
      this.bar.update(done, payload);
    } else this.bar.start(total, done, payload);
    this.shown = done < total;
    if (!this.shown) this.bar.stop();
  }
}

/** `40 s`, `12 min`, `1 h 05 min` */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
