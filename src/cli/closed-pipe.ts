/** What to do when nobody reads our output any more. */

/** `… | head` closes our output early: that is the reader's right, not an error. Ends the process quietly then. */
export function endOnClosedPipe(stdout: NodeJS.WriteStream): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
