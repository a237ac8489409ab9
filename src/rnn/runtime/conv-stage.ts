/** A window that slides over the frames: frame stacking, and with weights a one-dimensional convolution. */
import { InputError } from '../../errors.js';
import type { Arena } from '../kernels/arena.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import { type Frames, Room, type Stage, type StageRun, shareOf, tight } from './stage.js';

/** Shape of the window. */
export interface Window {
  /** Frames under the window. */
  taps: number;
  /** Frames from one window to the next. */
  step: number;
  /** Frames from one tap to the next. */
  dilation: number;
  /** Zeros around the utterance: none; enough to keep its length, around it or before it. */
  padding: 'valid' | 'same' | 'causal';
}

/**
 * The frames under each window, side by side. A {@link DenseStage} behind it makes a convolution, for the kernel of
 * Keras's Conv1D [taps, F, filters] is a dense kernel [taps·F, filters].
 */
export class WindowStage implements Stage {
  readonly outputs: number;

  constructor(
    private readonly arena: Arena,
    private readonly inputs: number,
    private readonly window: Window,
  ) {
    this.outputs = window.taps * inputs;
  }

  start(): StageRun {
    return new WindowRun(this.arena, this.inputs, this.window);
  }

  free(): void {}
}

class WindowRun implements StageRun {
  private readonly buffer: Room;
  private readonly stacked: Room;
  /** Frames of earlier chunks that coming windows still need. // [n, F] */
  private carry = new Float32Array(0);
  private started = false;
  private x: Frames = tight(0, 0, 0);
  private parts = 1;
  private at: Pointer = 0;
  private out: Pointer = 0;
  private before = 0;
  private total = 0;
  private windows = 0;
  /** Of `total` and of `windows`, what is settled. */
  private settledFrames = 0;
  private settledWindows = 0;

  constructor(
    private readonly arena: Arena,
    private readonly inputs: number,
    private readonly window: Window,
  ) {
    this.buffer = new Room(arena);
    this.stacked = new Room(arena);
  }

  plan(input: Frames, last: boolean, parts: number): Frames {
    const { inputs: F, window } = this;
    this.x = input;
    this.parts = parts;
    const reach = (window.taps - 1) * window.dilation + 1;
    const zeros = this.zeros(reach, input.count, last);
    this.before = this.carry.length / F + zeros.before;
    this.total = this.before + input.count + zeros.after;
    const windowsIn = (frames: number) =>
      frames < reach ? 0 : Math.floor((frames - reach) / window.step) + 1;
    this.windows = windowsIn(this.total);
    const provisional = input.settled === undefined || last ? 0 : input.count - input.settled;
    this.settledFrames = this.total - provisional;
    this.settledWindows = windowsIn(this.settledFrames);
    this.at = this.buffer.floats(this.total * F);
    this.out = this.stacked.floats(this.windows * window.taps * F);
    const old = this.arena.f32(this.at, this.before * F).fill(0);
    old.set(this.carry, zeros.before * F);
    this.arena.f32(this.at + (this.before + input.count) * F * 4, zeros.after * F).fill(0);
    const settled = input.settled === undefined ? undefined : this.settledWindows;
    return tight(this.out, this.windows, window.taps * F, settled);
  }

  run(k: KernelExports, part: number): void {
    const { x, inputs: F, window, total } = this;
    if (part === 0) k.copyRows(this.at + this.before * F * 4, F * 4, x.at, x.stride * 4, x.count, F);
    if (this.parts > 1) k.barrier();
    const { from, count } = shareOf(this.windows, part, this.parts);
    const out = this.out + from * window.taps * F * 4;
    if (count > 0)
      k.stackFrames(
        this.at,
        total,
        1,
        F,
        window.taps,
        window.step,
        window.dilation,
        -from * window.step,
        count,
        out,
      );
  }

  commit(): void {
    const { inputs: F, window } = this;
    const used = Math.min(this.settledFrames, this.settledWindows * window.step);
    this.carry = this.arena.f32(this.at + used * F * 4, (this.settledFrames - used) * F).slice();
    this.started = true;
  }

  reset(): void {
    this.carry = new Float32Array(0);
    this.started = false;
  }

  free(): void {
    this.buffer.free();
    this.stacked.free();
  }

  /** Zeros that this chunk adds before and after its frames. */
  private zeros(reach: number, frames: number, last: boolean): { before: number; after: number } {
    const { padding, step } = this.window;
    if (padding === 'valid') return { before: 0, after: 0 };
    if (padding === 'causal') return { before: this.started ? 0 : reach - 1, after: 0 };
    const whole = !this.started && last;
    if (step > 1 && !whole) {
      throw new InputError({
        code: 'model-cannot-stream',
        found: `a window of step ${step} with padding "same"`,
        expected: 'padding "causal" or "valid" for streaming',
        remedy: 'Give the whole utterance at once, or train with causal padding.',
      });
    }
    const all = step > 1 ? Math.max(0, (Math.ceil(frames / step) - 1) * step + reach - frames) : reach - 1;
    const left = Math.floor(all / 2);
    return { before: this.started ? 0 : left, after: last ? all - left : 0 };
  }
}
