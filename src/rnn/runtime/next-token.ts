/**
 * A saved language model at work: an embedding, one LSTM and a dense layer, whose outputs meet the embedding again
 * (Press & Wolf 2017). Many contexts take a step together, so that the weights are read once for all of them, and these
 * are in 16 bits: what a step costs is mostly to fetch them.
 */
import { InputError } from '../../errors.js';
import type { Arena } from '../kernels/arena.js';
import type { KernelExports, Pointer } from '../kernels/exports.js';
import type { Kernels } from '../kernels/kernels.js';
import { fours } from '../kernels/sizes.js';
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

const ROOMS = ['inputs', 'gates', 'states', 'cells', 'left', 'outputs', 'scores', 'norms'] as const;
/** How many deviations of random outputs are told apart; what lies beyond is cut off where the norm is taken. */
const DEVIATIONS = 5;

/** A matrix in 16 bits. // [K, N], scales [N] */
interface Panels {
  at: Pointer;
  scales: Pointer;
}

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
  /** The gates' panels are W above U. // [E + H, 4H], [H, E], [E, V] */
  private readonly panels: { gates: Panels; dense: Panels; output: Panels };
  /** What 1 stands for where products take numbers up to 1: embeddings, and outputs. */
  private readonly one: { embedding: number; output: number };
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
    if (E % 4 > 0 || H % 4 > 0) throw otherModel(`widths of ${E} and ${H}`, 'widths that four divides');
    const weight = (layer: SavedLayer, name: string, size: number) => model.requireWeight(layer, name, size);
    const packed = (values: Float32Array, K: number, N: number): Panels => {
      const raw = arena.place(values);
      const panels = { at: arena.alloc((K * N) / 2), scales: arena.alloc(N) };
      k.packBInt16(raw, K, N, panels.at, panels.scales);
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
    const embeddings = weight(embedding, 'embeddings', V * E);
    this.table = arena.place(embeddings);
    const kernel = weight(dense, 'kernel', H * E);
    const bias = weight(dense, 'bias', E);
    this.one = { embedding: largest(embeddings), output: largestOutput(kernel, bias) };
    const gates = new Float32Array((E + H) * 4 * H);
    gates.set(weight(recurrent, 'kernel', E * 4 * H).map((w) => w * this.one.embedding));
    gates.set(weight(recurrent, 'recurrent_kernel', H * 4 * H), E * 4 * H);
    const output = new Float32Array(E * fours(V));
    for (let id = 0; id < V; id++) {
      for (let e = 0; e < E; e++) output[e * fours(V) + id] = embeddings[id * E + e]! * this.one.output;
    }
    this.panels = {
      gates: packed(gates, E + H, 4 * H),
      dense: packed(kernel, H, E),
      output: packed(output, E, fours(V)),
    };
    this.biases = {
      gates: row(weight(recurrent, 'bias', 4 * H)),
      dense: row(bias),
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
    const { arena, k, E, H, panels, biases, rooms, one } = this;
    const B = ids.length;
    const V = fours(this.vocabulary);
    const inputs = rooms.inputs.floats(B * (E + H));
    const gates = rooms.gates.floats(B * 4 * H);
    const states = rooms.states.floats(B * H);
    const cells = rooms.cells.floats(B * H);
    const left = rooms.left.floats((fours(B) * (E + H)) / 2);
    const outputs = rooms.outputs.floats(B * E);
    const scores = rooms.scores.floats(B * V);
    const rows = (at: Pointer, width: number, i: number) => arena.f32(at + i * width * 4, width);
    for (let i = 0; i < B; i++) {
      const input = rows(inputs, E + H, i);
      const embedding = rows(this.table, E, ids[i]!);
      for (let e = 0; e < E; e++) input[e] = embedding[e]! / one.embedding;
      input.set(before[i]!.hidden, E);
      rows(cells, H, i).set(before[i]!.cells);
    }
    const multiply = (
      from: Pointer,
      K: number,
      { at, scales }: Panels,
      to: Pointer,
      N: number,
      bias: Pointer,
    ) => {
      k.packAInt16(from, K * 4, B, K, left);
      k.gemmInt16(left, at, to, N * 4, B, N, K, scales, bias);
    };
    multiply(inputs, E + H, panels.gates, gates, 4 * H, biases.gates);
    k.lstmStep(B, H, gates, cells, states);
    multiply(states, H, panels.dense, outputs, E, biases.dense);
    const made = Array.from({ length: B }, (_, i): Context => {
      const output = rows(outputs, E, i).slice();
      return { hidden: rows(states, H, i).slice(), cells: rows(cells, H, i).slice(), output, logNorm: 0 };
    });
    const all = arena.f32(outputs, B * E);
    for (let i = 0; i < all.length; i++) all[i]! /= one.output;
    multiply(outputs, E, panels.output, scores, V, biases.logits);
    const norms = rooms.norms.floats(B);
    k.logSumExp(scores, B, this.vocabulary, V, norms);
    arena.f32(norms, B).forEach((norm, i) => {
      made[i]!.logNorm = norm;
    });
    return made;
  }

  /** Natural-log probability that `id` comes next. */
  logProb({ output, logNorm }: Context, id: number): number {
    return this.logit(output, id) - logNorm;
  }

  close(): void {
    const { table, panels, biases, rooms, arena } = this;
    const packed = Object.values(panels).flatMap(({ at, scales }) => [at, scales]);
    for (const at of [table, ...packed, ...Object.values(biases)]) arena.free(at);
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

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
}

/** What hardly any output exceeds: they are sums of states, which lie between −1 and 1. // kernel [H, E], bias [E] */
function largestOutput(kernel: Float32Array, bias: Float32Array): number {
  const E = bias.length;
  const power = new Float64Array(E);
  kernel.forEach((weight, i) => {
    power[i % E]! += weight * weight;
  });
  return power.reduce(
    (most, sum, e) => Math.max(most, Math.abs(bias[e]!) + DEVIATIONS * Math.sqrt(sum)),
    1e-6,
  );
}

/** The three layers, if they are what the file's first line says. */
function chain({ layers }: SavedModel): [SavedLayer, SavedLayer, SavedLayer] {
  const found = layers.map(({ className }) => className);
  const [embedding, recurrent, dense] = layers;
  if (found.join() === 'Embedding,LSTM,Dense') return [embedding!, recurrent!, dense!];
  throw otherModel(`layers ${found.join(', ')}`, 'Embedding, LSTM, Dense');
}

function otherModel(found: string, expected: string): InputError {
  return new InputError({
    code: 'model-not-a-language-model',
    ...{ found, expected },
    remedy: 'Restore the file from the model as it was shipped, or train it again.',
  });
}
