/** At most so many at a time, the others in a line; who leaves gives up its place, and the line moves on. */
export class Turns {
  private taken = 0;
  private readonly line = new Set<() => void>();

  constructor(private readonly most: number) {}

  /**
   * Resolves when it is the caller's turn, which lasts until {@link end}.
   * @throws the signal's reason when it is aborted before
   */
  async begin(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.taken < this.most) {
      this.taken++;
      return;
    }
    let leave = () => {};
    try {
      await new Promise<void>((resolve, reject) => {
        leave = () => {
          // Called up and aborted at the same moment: then the turn is taken.
          if (this.line.delete(resolve)) reject(signal.reason);
        };
        this.line.add(resolve);
        signal.addEventListener('abort', leave, { once: true });
      });
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  end(): void {
    const [next] = this.line;
    if (!next) this.taken--;
    else {
      this.line.delete(next);
      next();
    }
  }
}
