/**
 * Recurrent layers on top of each other that all run forwards. Several threads share them like hands at a belt: each does
 * some of the layers, chunk of frames by chunk, and hands every chunk on to the next. That takes one word to another
 * thread a chunk, where layers divided by units take one a frame. The outputs are those of one thread to the last bit.
 */
import type { Arena } from '../kernels/arena.js';
import { gateCount } from '../kernels/cell.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import { lines } from '../kernels/sizes.js';
import { RecurrentStage, type RecurrentStageRun } from './recurrent-stage.js';
import type { Frames, Stage, StageRun } from './stage.js';
import { cutWork, type LayerWork, type WorkCut } from './work-cuts.js';

/** Frames that are handed on at a time, a multiple of 4: the last thread lags by so many for each before it. */
const CHUNK = 4;

/**
 * Time of a product of the input and of a recurrent step, relative to a step in int16: measured for int16 and float32,
 * reckoned from the number of instructions for int8.
 */
const INPUT_COST = { int8: 0.5, int16: 0.7, float32: 1.1 };
const STEP_COST = { int8: 0.6, int16: 1, float32: 1.7 };

/** Stages, where neighbours that can work like this have become one. */
export function stackRecurrent(arena: Arena, stages: readonly Stage[]): Stage[] {
  const out: Stage[] = [];
  let stack: RecurrentStage[] = [];
  const flush = (): void => {
    out.push(...(stack.length > 1 ? [new RecurrentStack(arena, stack)] : stack));
    stack = [];
  };
  for (const stage of stages) {
    const below = stack.at(-1);
    if (below && !(stage instanceof RecurrentStage && stage.canStack && below.handsOnStates)) flush();
    if (stage instanceof RecurrentStage && stage.canStack) stack.push(stage);
    else out.push(stage);
  }
  flush();
  return out;
}

class RecurrentStack implements Stage {
  readonly outputs: number;

  constructor(
    readonly arena: Arena,
    readonly layers: readonly RecurrentStage[],
  ) {
    this.outputs = layers.at(-1)!.outputs;
  }

  start(): StageRun {
    return new RecurrentStackRun(this);
  }

  free(): void {
    for (const layer of this.layers) layer.free();
  }
}

class RecurrentStackRun implements StageRun {
  private readonly runs: RecurrentStageRun[];
  /** Frames that each part has handed on, a cache line each. */
  private readonly handed: Pointer[] = [];
  private cuts: readonly WorkCut[] = [];
  private frames = 0;

  constructor(private readonly stack: RecurrentStack) {
    this.runs = stack.layers.map((layer) => layer.start());
  }

  plan(input: Frames, last: boolean, parts: number): Frames {
    const { arena, layers } = this.stack;
    this.frames = input.count;
    this.cuts = cutWork(layers.map(workOf), parts);
    while (this.handed.length < this.cuts.length) this.handed.push(arena.alloc(lines(1)));
    for (const at of this.handed) arena.i32(at, 1)[0] = 0;
    return this.runs.reduce((flow, run) => run.plan(flow, last, 1), input);
  }

  run(k: KernelExports, part: number): void {
    const { runs, cuts, frames } = this;
    if (cuts.length === 0) {
      if (part === 0) for (const run of runs) run.run(k, 0);
      return;
    }
    if (part > cuts.length) return;
    const first = part > 0 ? cuts[part - 1]! : { layer: 0, columns: 0 };
    const end = cuts[part];
    for (let from = 0; from < frames; from += CHUNK) {
      const count = Math.min(CHUNK, frames - from);
      if (part > 0) k.awaitFrames(this.handed[part - 1]!, from + count);
      for (let layer = first.layer; layer < (end?.layer ?? runs.length); layer++) {
        const job = runs[layer]!.job;
        const own = part > 0 && layer === first.layer ? first.columns : 0;
        if (part === 0 || layer > first.layer) job.packInputs(k, from, count);
        job.multiply(k, from, count, own, job.columns - own);
        job.step(k, from, count);
      }
      if (!end) continue;
      const next = runs[end.layer]!.job;
      next.packInputs(k, from, count);
      next.multiply(k, from, count, 0, end.columns);
      k.handOver(this.handed[part]!, from + count);
    }
    if (!end) runs.at(-1)!.copyOut(k);
  }

  commit(): void {
    for (const run of this.runs) run.commit();
  }

  reset(): void {
    for (const run of this.runs) run.reset();
  }

  free(): void {
    for (const run of this.runs) run.free();
    for (const at of this.handed) this.stack.arena.free(at);
    this.handed.length = 0;
  }
}

function workOf({ shape }: RecurrentStage): LayerWork {
  const { cell, inputs, format } = shape;
  const columns = gateCount(cell) * cell.units;
  return {
    inputs: inputs * columns * INPUT_COST[shape.boundedInputs ? format : 'float32'],
    steps: cell.units * columns * STEP_COST[format],
    columns,
  };
}
