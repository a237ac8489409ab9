/** A progress bar on standard error, where that is a terminal; elsewhere silence. */
import cliProgress from 'cli-progress';
import type { Output } from './surroundings.js';

export interface Progress {
  /** `steps` more are done; one unless told. */
  advance(steps?: number): void;
  stop(): void;
}

const SILENT: Progress = { advance: () => {}, stop: () => {} };

/** @param noun - what is counted, e.g. `utterances` */
export function startProgress(stderr: Output, total: number, noun: string): Progress {
  if (stderr.isTTY !== true) return SILENT;
  const bar = new cliProgress.SingleBar({
    stream: stderr,
    format: `[{bar}] {value}/{total} ${noun}, {eta_formatted} left`,
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { advance: (steps = 1) => bar.increment(steps), stop: () => bar.stop() };
}
