/** What a whole process costs, from cold: for benches of commands. */
import { execFileSync } from 'node:child_process';

/** CPU seconds of a Node process: see {@link commandCpuSeconds}. */
export function cpuSeconds(args: readonly string[]): number {
  return commandCpuSeconds(process.execPath, args);
}

/** CPU seconds of a program, which is given nothing to read and whose words are thrown away. */
export function commandCpuSeconds(program: string, args: readonly string[]): number {
  // Node tells of its own time only, and /proc in clock ticks: the shell's `time` tells of its children in milliseconds.
  const script = 'exec 3>&2 2>&1; TIMEFORMAT="%U %S"; time "$@" 2>&3 >/dev/null';
  const said = execFileSync('bash', ['-c', script, 'bash', program, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [user, system] = said.trim().split(' ');
  return Number(user) + Number(system);
}

export function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
