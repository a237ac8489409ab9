/**
 * A saved language model at work: an embedding, one LSTM and a dense layer, whose outputs meet the embedding again
 * (Press & Wolf 2017). Many contexts take a step together, so that the weights are read once for all of them.
 */
import { InputError } from '../../errors.js';
import type { Arena } from '../kernels/arena.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import type { Kernels } from '../kernels/kernels.js';
import { eights, fours } from '../kernels/sizes.js';
import type { SavedLayer, SavedModel } from './saved-model.js';
import { Room } from './stage.js';

/** What the network remembers of a text, and what it makes of it. */
export interface Context {
  hidden: Float32Array; // [H]
  cells: Float32Array; // [H]
  /** Its product with a row of the embedding is a logit but for the bias. // [E] */
  output: Float32Array;
  /** log Σ exp of all logits. */
  logNorm: number;
}

const ROOMS = [
  'ids',
  'x',
  'gates',
  'states',
  'cells',
  'squashed',
  'scratch',
  'left',
  'outputs',
  'scores',
] as const;

/** Not to be used by two callers at the same time. Close it after use. */
export class NextToken {
  /** Ids run from 0 to one less than this. */
  readonly vocabulary: number;
  private readonly arena: Arena;
  private readonly k: KernelExports;
  /** Width of the embedding, and units of the LSTM. */
  private readonly E: number;
  private readonly H: number;
  private readonly table: Pointer; // [V, E]
  private readonly biases: { gates: Pointer; dense: Pointer; logits: Pointer };
  private readonly panels: { kernel: Pointer; recurrent: Pointer; dense: Pointer; output: Pointer };
  private readonly rooms: Record<(typeof ROOMS)[number], Room>;

  /**
   * @param logShares - natural log of each id's share in the text, which its logit is raised by // [V]
   * @throws InputError when the model is of another shape
   */
  constructor({ arena, call: k }: Kernels, model: SavedModel, logShares: Float32Array) {
    const [embedding, recurrent, dense] = chain(model);
    const V = embedding.config.number('input_dim');
    const E = embedding.config.number('output_dim');
    const H = recurrent.config.number('units');
    const weight = (layer: SavedLayer, name: string, size: number) => model.requireWeight(layer, name, size);
    const packed = (values: Float32Array, K: number, N: number): Pointer => {
      const raw = arena.place(values);
      const panels = arena.alloc(K * eights(N));
      k.packB(raw, N * 4, 4, K, N, panels);
      arena.free(raw);
      return panels;
    };
    const row = (values: Float32Array): Pointer => {
      const whole = new Float32Array(fours(values.length));
      whole.set(values);
      return arena.place(whole);
    };
    this.arena = arena;
    this.k = k;
    this.vocabulary = V;
    this.E = E;
    this.H = H;
    this.table = arena.place(weight(embedding, 'embeddings', V * E));
    const output = arena.alloc(E * eights(V));
    k.packB(this.table, 4, E * 4, E, V, output);
    this.panels = {
      kernel: packed(weight(recurrent, 'kernel', E * 4 * H), E, 4 * H),
      recurrent: packed(weight(recurrent, 'recurrent_kernel', H * 4 * H), H, 4 * H),
      dense: packed(weight(dense, 'kernel', H * E), H, E),
      output,
    };
    this.biases = {
      gates: row(weight(recurrent, 'bias', 4 * H)),
      dense: row(weight(dense, 'bias', E)),
      logits: row(logShares),
    };
    const rooms = ROOMS.map((name) => [name, new Room(arena)] as const);
    this.rooms = Object.fromEntries(rooms) as typeof this.rooms;
  }

  /** The memory of an empty text; something must be read before anything can be foretold. */
  start(): Context {
    const { H, E } = this;
    const zeros = (count: number) => new Float32Array(count);
    return { hidden: zeros(H), cells: zeros(H), output: zeros(E), logNorm: 0 };
  }

  /** Reads the token `ids[i]` behind text i. */
  advance(before: readonly Context[], ids: ArrayLike<number>): Context[] {
    const { arena, k, E, H, panels, biases, rooms } = this;
    const B = ids.length;
    const V = fours(this.vocabulary);
    const idsAt = rooms.ids.floats(B);
    const x = rooms.x.floats(B * E);
    const gates = rooms.gates.floats(B * 4 * H);
    const states = rooms.states.floats(3 * B * H);
    const cells = rooms.cells.floats(3 * B * H);
    const squashed = rooms.squashed.floats(B * H);
    const scratch = rooms.scratch.floats(2 * (B + 3) * H);
    const left = rooms.left.floats(fours(B) * Math.max(E, H));
    const outputs = rooms.outputs.floats(B * fours(E));
    const scores = rooms.scores.floats(B * V);
    arena.i32(idsAt, B).set(ids);
    const row = (all: Float32Array, i: number) => all.subarray(i * H, (i + 1) * H);
    for (let i = 0; i < B; i++) {
      row(arena.f32(states, B * H), i).set(before[i]!.hidden);
      row(arena.f32(cells, B * H), i).set(before[i]!.cells);
    }
    k.gatherRows(this.table, idsAt, B, E, x);
    k.fillRows(gates, B, 4 * H, biases.gates);
    k.packA(x, E * 4, 4, B, E, left);
    k.gemm(left, panels.kernel, gates, 16 * H, B, 4 * H, E, 1);
    k.lstmForward(1, B, H, gates, panels.recurrent, states, H, cells, squashed, 0, 0, scratch, 0, 0);
    // Slot 1 of three holds what the step has made.
    const made = B * H * 4;
    k.fillRows(outputs, B, fours(E), biases.dense);
    k.packA(states + made, H * 4, 4, B, H, left);
    k.gemm(left, panels.dense, outputs, fours(E) * 4, B, E, H, 1);
    k.fillRows(scores, B, V, biases.logits);
    k.packA(outputs, fours(E) * 4, 4, B, E, left);
    k.gemm(left, panels.output, scores, V * 4, B, this.vocabulary, E, 1);
    k.logSoftmax(scores, B, this.vocabulary, V);
    return Array.from({ length: B }, (_, i): Context => {
      const output = arena.f32(outputs + i * fours(E) * 4, E).slice();
      return {
        hidden: arena.f32(states + made + i * H * 4, H).slice(),
        cells: arena.f32(cells + made + i * H * 4, H).slice(),
        output,
        logNorm: this.logit(output, 0) - arena.f32(scores + i * V * 4, 1)[0]!,
      };
    });
  }

  /** Natural-log probability that `id` comes next. */
  logProb({ output, logNorm }: Context, id: number): number {
    return this.logit(output, id) - logNorm;
  }

  close(): void {
    const { table, panels, biases, rooms, arena } = this;
    for (const at of [table, ...Object.values(panels), ...Object.values(biases)]) arena.free(at);
    for (const room of Object.values(rooms)) room.free();
  }

  private logit(output: Float32Array, id: number): number {
    const { arena, E, table, biases } = this;
    const row = arena.f32(table + id * E * 4, E);
    let sum = arena.f32(biases.logits + id * 4, 1)[0]!;
    for (let e = 0; e < E; e++) sum += output[e]! * row[e]!;
    return sum;
  }
}

/** The three layers, if they are what the file's first line says. */
function chain({ layers }: SavedModel): [SavedLayer, SavedLayer, SavedLayer] {
  const found = layers.map(({ className }) => className);
  const [embedding, recurrent, dense] = layers;
  if (found.join() === 'Embedding,LSTM,Dense') return [embedding!, recurrent!, dense!];
  throw new InputError({
    code: 'model-not-a-language-model',
    found: `layers ${found.join(', ')}`,
    expected: 'Embedding, LSTM, Dense',
    remedy: 'Restore the file from the model as it was shipped, or train it again.',
  });
}
