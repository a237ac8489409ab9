/** LSTM, GRU and simple RNN layers that learn, in one or both directions, with variational dropout. */
import type { Arena } from '../../kernels/arena.js';
import { type CellSpec, gateCount, hasRecurrentBias } from '../../kernels/cell.js';
import type { KernelExports, Pointer } from '../../kernels/exports.js';
import { RecurrentLayer } from '../../kernels/recurrent-layer.js';
import { type BatchOptions, RecurrentRun } from '../../kernels/recurrent-run.js';
import type { BatchShape, Layer, LayerRun, WeightSpec } from '../layer.js';

/** A recurrent layer as a network description has it. */
export interface RecurrentDescription {
  kind: 'recurrent';
  cell: CellSpec;
  bidirectional?: boolean;
  /** The only direction reads from the end. */
  reverse?: boolean;
  /** Share of the inputs dropped, the same for all frames of a sequence (Gal & Ghahramani 2016). */
  dropout?: number;
  /** The same of the recurrent connections. */
  recurrentDropout?: number;
  /** Frames over which an LSTM or GRU must remember: its units begin with memories of up to so many. Default: short ones. */
  memory?: number;
}

const CLASS_NAMES = { rnn: 'SimpleRNN', lstm: 'LSTM', gru: 'GRU' } as const;

export class TrainableRecurrent implements Layer {
  readonly saved;
  readonly weights: readonly WeightSpec[];
  private readonly layer: RecurrentLayer;

  constructor(
    private readonly arena: Arena,
    name: string,
    readonly inputs: number,
    private readonly description: RecurrentDescription,
  ) {
    const { cell, bidirectional = false, reverse = false } = description;
    this.layer = new RecurrentLayer(arena, { cell, inputs, bidirectional, reverse });
    this.saved = savedLayer(name, description);
    const gates = gateCount(cell);
    const columns = this.layer.columns;
    const within = bidirectional
      ? ['forward_', 'backward_'].map((way) => `${way}${CLASS_NAMES[cell.kind].toLowerCase()}/`)
      : [''];
    this.weights = this.layer.places.flatMap((place, d): WeightSpec[] => {
      const prefix = within[d]!;
      const two = hasRecurrentBias(cell);
      return [
        {
          name: `${prefix}kernel`,
          at: place.kernel,
          shape: [inputs, columns],
          initializer: 'glorot',
          gates,
        },
        {
          name: `${prefix}recurrent_kernel`,
          at: place.recurrent,
          shape: [cell.units, columns],
          initializer: 'orthogonal',
          gates,
        },
        {
          name: `${prefix}bias`,
          at: place.bias,
          // The recurrent bias begins where the bias ends: columns are a multiple of a cache line.
          shape: two ? [2, columns] : [columns],
          ...biasStart(description),
          gates,
        },
      ];
    });
  }

  get outputs(): number {
    return this.layer.outputs;
  }

  get size(): number {
    return this.layer.size;
  }

  outputFrames(frames: number): number {
    return frames;
  }

  pack(k: KernelExports, parameters: Pointer, part: number, parts: number): void {
    this.layer.pack(k, parameters, part, parts);
  }

  start({ T, B, lengths, dropoutSeed }: BatchShape): LayerRun {
    const { arena, layer, inputs } = this;
    const { dropout = 0, recurrentDropout = 0, cell } = this.description;
    const run = new RecurrentRun(arena, layer, T, B);
    const options: BatchOptions = { lengths };
    const masks: { at: Pointer; count: number; rate: number }[] = [];
    const mask = (count: number, rate: number): Pointer => {
      const at = arena.alloc(count);
      masks.push({ at, count, rate });
      return at;
    };
    if (dropoutSeed !== undefined) {
      if (dropout > 0) options.inputMask = mask(B * inputs, dropout);
      if (recurrentDropout > 0) {
        options.recurrentMask = mask(layer.directions * B * cell.units, recurrentDropout);
      }
    }
    return {
      outputs: run.outputs,
      forward(k, parameters, x) {
        masks.forEach(({ at, count, rate }, i) => {
          k.dropoutMask(at, count, rate, ((dropoutSeed ?? 0) + i * 0x51ed27) >>> 0);
        });
        run.forward(k, parameters, x, options);
      },
      backward(k, gradient, x, dOutputs, dX) {
        run.backward(k, gradient, x, dOutputs, dX, options);
      },
      free() {
        run.free();
        for (const { at } of masks) arena.free(at);
      },
    };
  }

  free(): void {
    this.layer.free();
  }
}

function biasStart({ cell, memory }: RecurrentDescription): Pick<WeightSpec, 'initializer' | 'memory'> {
  if (memory !== undefined && cell.kind !== 'rnn') return { initializer: 'chrono', memory };
  return { initializer: cell.kind === 'lstm' ? 'forget-bias' : 'zeros' };
}

function savedLayer(name: string, description: RecurrentDescription): Layer['saved'] {
  const { cell, bidirectional, reverse, dropout = 0, recurrentDropout = 0 } = description;
  const className = CLASS_NAMES[cell.kind];
  const gates = { recurrent_activation: cell.kind !== 'rnn' && cell.hardGates ? 'hard_sigmoid' : 'sigmoid' };
  const config = {
    name: bidirectional ? `${name}_${className.toLowerCase()}` : name,
    units: cell.units,
    activation: cell.kind === 'rnn' ? (cell.activation ?? 'tanh') : 'tanh',
    ...(cell.kind === 'rnn' ? {} : gates),
    ...(cell.kind === 'gru' ? { reset_after: cell.resetAfter } : {}),
    use_bias: true,
    return_sequences: true,
    go_backwards: reverse ?? false,
    dropout,
    recurrent_dropout: recurrentDropout,
  };
  if (!bidirectional) return { className, config };
  return {
    className: 'Bidirectional',
    config: { name, merge_mode: 'concat', layer: { class_name: className, config } },
  };
}
