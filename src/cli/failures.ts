/** How failures are told to the user, and which exit code they bring. */
import { InputError } from '../errors.js';
import type { Output } from './surroundings.js';

/** Everything went well. */
export const EXIT_OK = 0;
/** A fault of ours. */
export const EXIT_FAULT = 1;
/** Bad input or bad usage. */
export const EXIT_INPUT = 2;

/**
 * Collects the failures of one run: each is reported at once, the exit code is the gravest one's. A fault of ours
 * outranks bad input, so that it is never hidden behind it.
 */
export class Failures {
  #code: number = EXIT_OK;

  constructor(
    private readonly stderr: Output,
    private readonly verbose: boolean,
  ) {}

  get exitCode(): number {
    return this.#code;
  }

  /** Whether a fault of ours was reported. */
  get faulty(): boolean {
    return this.#code === EXIT_FAULT;
  }

  /** @param subject - what failed, e.g. a file name; told when the message does not. */
  report(error: unknown, subject?: string): void {
    const ours = !(error instanceof InputError);
    if (ours || this.#code === EXIT_OK) this.#code = ours ? EXIT_FAULT : EXIT_INPUT;
    const message = error instanceof Error ? error.message : String(error);
    const place = subject !== undefined && !message.includes(subject) ? `${subject}: ` : '';
    const advice = ours && !this.verbose ? ' (a fault of ours; --verbose shows where)' : '';
    this.stderr.write(`utterly: ${place}${message}${advice}\n`);
    if (this.verbose && error instanceof Error && error.stack) this.stderr.write(`${error.stack}\n`);
  }
}
