/**
 * Whether sharing an utterance between threads pays, found out by trying. Threads that meet after every frame are
 * faster than one only while each has a core to itself; the outputs are the same to the last bit either way.
 */

/** Runs at the beginning that take turns: until the engine has compiled the kernels well, the earlier looks slower. */
const TURNS = 6;

/** Runs between two trials of what was slower. */
const TRIAL_EVERY = 16;

export class ShareChoice {
  /** Recent milliseconds per frame: alone, shared. */
  private readonly pace: [number, number] = [Number.NaN, Number.NaN];
  private runs = 0;

  /** Whether the next run is to be shared. The first is. */
  next(): boolean {
    this.runs++;
    if (this.runs <= TURNS) return this.runs % 2 === 1;
    const [alone, shared] = this.pace;
    const faster = shared <= alone;
    return this.runs % TRIAL_EVERY === 0 ? !faster : faster;
  }

  /** Tells how a run went. */
  note(shared: boolean, milliseconds: number, frames: number): void {
    const index = shared ? 1 : 0;
    const pace = milliseconds / frames;
    const old = this.pace[index];
    // A slow first run (compilation, cold caches) is soon forgotten.
    this.pace[index] = Number.isNaN(old) || pace < old ? pace : 0.75 * old + 0.25 * pace;
  }
}
