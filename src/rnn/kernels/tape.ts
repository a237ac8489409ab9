/**
 * A list of kernel calls as numbers in shared memory. The thread that knows the network records, another plays; a
 * worker therefore needs to know nothing but the kernels.
 */
import type { Arena } from './arena.js';
import type { KernelExports, Pointer } from './exports.js';

/** Calls, each as: number of the kernel, number of arguments, arguments. */
export class Tape {
  private readonly values: number[] = [];
  private at: Pointer = 0;
  private room = 0;

  /** Has the shape of a kernel instance, but writes the calls down. Every call returns 0. */
  readonly recorder: KernelExports;

  constructor(
    private readonly arena: Arena,
    names: readonly (keyof KernelExports)[],
  ) {
    const calls = names.map((name, index) => {
      const record = (...args: number[]): number => {
        this.values.push(index, args.length, ...args);
        return 0;
      };
      return [name, record] as const;
    });
    this.recorder = Object.fromEntries(calls) as unknown as KernelExports;
  }

  clear(): void {
    this.values.length = 0;
  }

  /** Copies the calls into shared memory. @returns where they lie and how many doubles they take */
  publish(): { at: Pointer; length: number } {
    const length = this.values.length;
    if (length > this.room) {
      this.arena.free(this.at);
      this.room = length * 2;
      this.at = this.arena.alloc(this.room * 2);
    }
    this.arena.f64(this.at, length).set(this.values);
    return { at: this.at, length };
  }

  free(): void {
    this.arena.free(this.at);
    this.at = 0;
    this.room = 0;
  }
}

/**
 * Plays a tape.
 * @param onCall - told the number of each call (from 1) before it is made
 */
export function play(
  kernels: KernelExports,
  names: readonly (keyof KernelExports)[],
  tape: Float64Array,
  onCall: (count: number) => void,
): void {
  let count = 0;
  for (let i = 0; i < tape.length; ) {
    const call = kernels[names[tape[i]!]!] as (...args: number[]) => void;
    const args = tape[i + 1]!;
    onCall(++count);
    call(...tape.subarray(i + 2, i + 2 + args));
    i += 2 + args;
  }
}
