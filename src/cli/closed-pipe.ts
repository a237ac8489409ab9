/** What to do when our output goes nowhere any more. */
import { EXIT_INPUT } from './failures.js';

/**
 * `… | head` closes our output early: that is the reader's right, not an error, and ends the process quietly. A disk
 * that is full is told.
 */
export function endOnClosedPipe(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    stderr.write(
      `utterly: output-unwritable: found ${error.code ?? error.message} on standard output, expected room for what is written. Free some space or write elsewhere.\n`,
    );
    process.exit(EXIT_INPUT);
  });
}
