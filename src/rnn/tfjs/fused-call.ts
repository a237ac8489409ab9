/** What the fused layers do in place of TensorFlow.js's loop over the frames. */
import { ones, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { InputError } from '../../errors.js';
import type { CellSpec } from '../kernels/cell.js';
import { dropoutMask } from './dropout-op.js';
import type { CallArguments, Config, PlainCell, PlainLayer } from './plain-layers.js';
import { fusedRecurrent } from './recurrent-op.js';

/**
 * The cell that a configuration describes, as the kernels know it.
 * @param kind - which of the three
 * @returns undefined for activations that the kernels do not have
 */
export function cellSpec(kind: CellSpec['kind'], config: Config): CellSpec | undefined {
  const units = config.units as number;
  if (kind === 'rnn') {
    const activation = config.activation ?? 'tanh';
    return activation === 'tanh' || activation === 'relu' || activation === 'linear'
      ? { kind, units, activation }
      : undefined;
  }
  const { activation = 'tanh', recurrentActivation: gates = 'hardSigmoid' } = config;
  if (activation !== 'tanh' || (gates !== 'sigmoid' && gates !== 'hardSigmoid')) return undefined;
  const hardGates = gates === 'hardSigmoid';
  if (kind === 'lstm') return { kind, units, hardGates };
  return { kind, units, hardGates, resetAfter: config.resetAfter === true };
}

/**
 * The same, for a layer that must run on the kernels.
 * @throws InputError `tfjs-unsupported-activation`
 */
export function requireCellSpec(kind: CellSpec['kind'], config: Config): CellSpec {
  const spec = cellSpec(kind, config);
  if (spec) return spec;
  const gates = kind === 'rnn' ? '' : ` and recurrentActivation ${config.recurrentActivation}`;
  throw new InputError({
    code: 'tfjs-unsupported-activation',
    found: `activation ${config.activation}${gates}`,
    expected:
      kind === 'rnn'
        ? 'activation tanh, relu or linear'
        : 'activation tanh, and recurrentActivation sigmoid or hardSigmoid',
    remedy: "Use one of these, or TensorFlow.js's own layer (tf.layers.lstm, gru or simpleRNN).",
  });
}

/** The layer's `call`. */
export function callFused(
  layer: PlainLayer,
  spec: CellSpec,
  inputs: Tensor | Tensor[],
  args: CallArguments | undefined,
): Tensor | Tensor[] {
  return tidy(() => {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const cell = layer.cell as unknown as PlainCell;
    const training = args?.training === true;
    const given = args?.initialState as Tensor[] | undefined;
    const [h, c] = given ?? (layer.stateful ? layer.getStates() : []);
    const [batch, , width] = x.shape as [number, number, number];
    const outputs = fusedRecurrent(
      {
        x,
        kernel: cell.kernel.read(),
        recurrentKernel: cell.recurrentKernel.read(),
        bias: cell.bias?.read(),
        h,
        c,
        mask: args?.mask as Tensor | undefined,
        inputMask: training ? maskOf(cell.dropout, [batch, width], cell) : undefined,
        recurrentMask: training ? maskOf(cell.recurrentDropout, [batch, spec.units], cell) : undefined,
      },
      { cell: spec, backwards: layer.goBackwards, sequences: layer.returnSequences },
    );
    const states = layer.returnSequences ? outputs.slice(1) : outputs;
    // The operation has its own copy of the old states: they need not be kept for the gradient.
    if (layer.stateful) layer.resetStates(states);
    return layer.returnState ? [outputs[0]!, ...states] : outputs[0]!;
  });
}

function maskOf(rate: number, shape: [number, number], cell: PlainCell): Tensor | undefined {
  if (rate <= 0 || rate >= 1) return undefined;
  return cell.dropoutFunc ? (cell.dropoutFunc(ones(shape), rate) as Tensor) : dropoutMask(shape, rate);
}
