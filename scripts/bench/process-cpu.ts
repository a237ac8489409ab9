/** Processor time and memory of other processes, as Linux counts them. */
import { readdirSync, readFileSync } from 'node:fs';

/** As Linux on all usual machines has it. */
const TICK_MS = 10;

/** Processor time of a process and of all that come from it and still run, every thread, in ms. */
export function cpuMsOf(pid: number): number {
  const parents = new Map<number, number>();
  const ticks = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
      parents.set(Number(name), Number(fields[1]));
      ticks.set(Number(name), Number(fields[11]) + Number(fields[12]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOfTree = (own: number): boolean => own === pid || (own > 1 && isOfTree(parents.get(own) ?? 0));
  return TICK_MS * [...ticks].reduce((sum, [own, count]) => sum + (isOfTree(own) ? count : 0), 0);
}

/** What of a process is in memory. */
export function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
