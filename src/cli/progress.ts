/** A progress bar on standard error, where that is a terminal; elsewhere silence. */
import type { Output } from './surroundings.js';

export interface Progress {
  /** One more step is done. */
  advance(): void;
  stop(): void;
}

const SILENT: Progress = { advance: () => {}, stop: () => {} };

/** @param noun - what is counted, e.g. `utterances` */
export async function startProgress(stderr: Output, total: number, noun: string): Promise<Progress> {
  if (stderr.isTTY !== true) return SILENT;
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    stream: stderr,
    format: `[{bar}] {value}/{total} ${noun}, {eta_formatted} left`,
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { advance: () => bar.increment(), stop: () => bar.stop() };
}
