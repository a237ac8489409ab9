/** A recurrent layer, in one direction or both, on one utterance; its state is carried from chunk to chunk. */
import { InputError } from '../../errors.js';
import type { Arena } from '../kernels/arena.js';
import { type CellSpec, gateCount, paddedUnits } from '../kernels/cell.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import { lines } from '../kernels/sizes.js';
import { RecurrentJob } from './recurrent-job.js';
import { type DirectionWeights, PackedDirection, type RecurrentFormat } from './recurrent-weights.js';
import { type Frames, Room, type Stage, type StageRun, tight } from './stage.js';

/** What a recurrent layer is besides its weights. */
export interface RecurrentShape {
  cell: CellSpec;
  inputs: number;
  /** Every output, or (at the end of the utterance) the last of each direction alone. */
  returnSequences: boolean;
  format: RecurrentFormat;
  /** Whether the inputs lie within ±1: states of a layer below. The input weights then have the `format` too. */
  boundedInputs: boolean;
}

/** Whether the states of a cell lie within ±1, as int16 and int8 weights need it. */
export function isBounded(cell: CellSpec): boolean {
  return cell.kind !== 'rnn' || (cell.activation ?? 'tanh') === 'tanh';
}

/** See the file's first line. Directions stand side by side in the outputs. */
export class RecurrentStage implements Stage {
  readonly outputs: number;
  readonly directions: readonly PackedDirection[];

  /** @param weights - one entry, or two: forwards, then backwards */
  constructor(
    readonly arena: Arena,
    kernels: KernelExports,
    readonly shape: RecurrentShape,
    weights: readonly DirectionWeights[],
  ) {
    const { cell, inputs, format } = shape;
    const inputFormat = shape.boundedInputs && inputs % 4 === 0 ? format : 'float32';
    this.directions = weights.map(
      (own) => new PackedDirection(arena, kernels, cell, inputs, own, format, inputFormat),
    );
    this.outputs = weights.length * cell.units;
  }

  /** Whether it can work chunk by chunk, see recurrent-stack.ts. */
  get canStack(): boolean {
    return this.directions.length === 1;
  }

  /** Whether its outputs are the very states, and so are there as soon as they are computed. */
  get handsOnStates(): boolean {
    const { cell, returnSequences } = this.shape;
    return returnSequences && this.outputs === this.directions.length * paddedUnits(cell.units);
  }

  start(): RecurrentStageRun {
    return new RecurrentStageRun(this);
  }

  free(): void {
    for (const direction of this.directions) direction.free();
  }
}

/** A job and the thread that does it. */
interface Share {
  part: number;
  job: RecurrentJob;
}

/** See {@link RecurrentStage}. */
export class RecurrentStageRun implements StageRun {
  private readonly states: Room;
  private readonly work: Room;
  private readonly out: Room;
  /** Cell of an LSTM, and behind it what it was after the last settled frame. // [2, D, H] */
  private readonly cell: Pointer;
  private readonly H: number;
  private readonly width: number;
  /** State and cell after the last committed chunk. // [D, H] each */
  private readonly carriedState: Float32Array;
  private readonly carriedCell: Float32Array;
  private started = false;
  private shares: Share[] = [];
  private x: Frames = tight(0, 0, 0);
  private slots: Pointer = 0;
  private result: Frames = tight(0, 0, 0);
  private parts = 1;

  constructor(private readonly stage: RecurrentStage) {
    const { arena, shape, directions } = stage;
    this.H = paddedUnits(shape.cell.units);
    this.width = directions.length * this.H;
    this.states = new Room(arena);
    this.work = new Room(arena);
    this.out = new Room(arena);
    this.cell = arena.alloc(2 * this.width);
    this.carriedState = new Float32Array(this.width);
    this.carriedCell = new Float32Array(this.width);
  }

  plan(input: Frames, last: boolean, parts: number): Frames {
    const { stage, width } = this;
    const { arena, shape, directions } = stage;
    const T = input.count;
    const both = directions.length > 1;
    if (both && input.settled === undefined && (this.started || !last)) {
      throw new InputError({
        code: 'model-cannot-stream',
        found: 'a chunk of an utterance for a bidirectional layer',
        expected: 'the whole utterance',
        remedy: 'Give the whole utterance at once, look ahead, or use a model whose layers all run forwards.',
      });
    }
    this.x = input;
    this.parts = parts;
    this.slots = this.states.floats((T + 2) * width);
    // Slot 0 and slot T + 1: the states before the first frame of each direction.
    arena.f32(this.slots, width).set(this.carriedState);
    arena.f32(this.slots + (T + 1) * width * 4, width).fill(0);
    arena.f32(this.cell, width).set(this.carriedCell);
    this.shares = this.makeShares(T, parts);
    const frames = shape.returnSequences ? T : last ? 1 : 0;
    const outputs = stage.outputs;
    if (stage.handsOnStates) {
      this.result = tight(this.slot(1), T, width, input.settled);
    } else {
      const settled = shape.returnSequences ? input.settled : undefined;
      this.result = tight(this.out.floats(frames * outputs), frames, outputs, settled);
    }
    return this.result;
  }

  /** The one job of a single direction that is not divided. */
  get job(): RecurrentJob {
    return this.shares[0]!.job;
  }

  run(k: KernelExports, part: number): void {
    const T = this.x.count;
    for (const { job, part: own } of this.shares) {
      if (own !== part) continue;
      job.packInputs(k, 0, T);
      job.multiply(k, 0, T, 0, job.columns);
      job.step(k, 0, T);
    }
    if (this.stage.handsOnStates) return;
    if (this.parts > 1) k.barrier();
    if (part === 0) this.copyOut(k);
  }

  /** The result where it is a copy: without the units that only fill up, or of the last states. */
  copyOut(k: KernelExports): void {
    const { H, width, stage, result, x } = this;
    if (stage.handsOnStates || result.count === 0) return;
    const units = stage.shape.cell.units;
    stage.directions.forEach((_, d) => {
      const slot = stage.shape.returnSequences || d === 1 ? 1 : x.count;
      const from = this.slot(slot) + d * H * 4;
      k.copyRows(result.at + d * units * 4, result.stride * 4, from, width * 4, result.count, units);
    });
  }

  commit(): void {
    const { arena } = this.stage;
    // Only forwards: the way back begins anew in each chunk.
    this.carriedState.set(arena.f32(this.slot(this.x.settled ?? this.x.count), this.H));
    this.carriedCell.set(arena.f32(this.cell + this.width * 4, this.H));
    this.started = true;
  }

  reset(): void {
    this.carriedState.fill(0);
    this.carriedCell.fill(0);
    this.started = false;
  }

  free(): void {
    for (const room of [this.states, this.work, this.out]) room.free();
    this.stage.arena.free(this.cell);
  }

  private slot(index: number): Pointer {
    return this.slots + index * this.width * 4;
  }

  /** Two directions go to two threads; one direction is divided by units. */
  private makeShares(T: number, parts: number): Share[] {
    const { directions, shape } = this.stage;
    const { H, width } = this;
    const { cell, inputs } = shape;
    const meet = directions.length === 1 && parts > 1;
    const shares = directions.flatMap((direction, d) =>
      direction.divided(meet ? parts : 1).map((panels, p) => ({ d, part: meet ? p : d % parts, panels })),
    );
    const G = gateCount(cell);
    const resetBefore = cell.kind === 'gru' && !cell.resetAfter;
    const sizes = shares.map(({ panels: { units } }) => ({
      packed: lines((T + 3) * inputs),
      gates: lines(T * G * units),
      reset: resetBefore ? lines(H) : 0,
      scratch: lines(G * units + H / 2),
    }));
    const total = sizes.reduce((sum, s) => sum + s.packed + s.gates + s.reset + s.scratch, 0);
    let at = this.work.floats(total);
    const take = (floats: number): Pointer => {
      at += floats * 4;
      return at - floats * 4;
    };
    let sharedReset: Pointer | undefined;
    return shares.map(({ d, part, panels }, index) => {
      const { packed, gates, reset, scratch } = sizes[index]!;
      const own = { packed: take(packed), gates: take(gates), reset: take(reset), scratch: take(scratch) };
      // All threads of a reset-before GRU write their units of r∘h into one vector.
      sharedReset ??= own.reset;
      const job = new RecurrentJob({
        ...{ cell, inputs, panels, H, meet, reverse: d === 1, x: this.x, ...own },
        ...(meet ? { reset: sharedReset } : {}),
        states: this.slot(0) + d * H * 4,
        stride: width,
        cells: this.cell + (d * H + panels.first) * 4,
        settledCells: this.cell + (width + d * H + panels.first) * 4,
      });
      return { part, job };
    });
  }
}
