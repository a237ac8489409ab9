/**
 * LSTM, GRU and simple RNN layers that run whole sequences on the kernels. They take the same arguments as
 * TensorFlow.js's own, name and order their weights alike, and are saved under the same class names, so that either kind
 * reads what the other has saved.
 */
import type { serialization, Tensor } from '@tensorflow/tfjs-core';
import type { GRULayerArgs, LSTMLayerArgs, SimpleRNNLayerArgs } from '@tensorflow/tfjs-layers';
import type { CellSpec } from '../kernels/cell.js';
import { callFused, cellSpec, requireCellSpec } from './fused-call.js';
import { fastInitializer } from './orthogonal.js';
import { type CallArguments, type Config, PlainGRU, PlainLSTM, PlainSimpleRNN } from './plain-layers.js';
import { type FusedGRUArgs, ResetAfterGRUCell } from './reset-after-cell.js';

type Class<T extends serialization.Serializable> = serialization.SerializableConstructor<T>;

/**
 * LSTM with tanh, and sigmoid or hardSigmoid gates (hardSigmoid unless said, as in TensorFlow.js).
 * @throws InputError `tfjs-unsupported-activation`
 */
export class FusedLSTM extends PlainLSTM {
  private readonly spec: CellSpec;

  constructor(args: LSTMLayerArgs) {
    super(quickly(args));
    this.spec = requireCellSpec('lstm', this.cell.getConfig());
  }

  override call(inputs: Tensor | Tensor[], args: CallArguments): Tensor | Tensor[] {
    return callFused(this, this.spec, inputs, args);
  }

  /** A saved layer with activations that the kernels do not have becomes TensorFlow.js's own. */
  static fromConfig<T extends serialization.Serializable>(cls: Class<T>, config: Config): T {
    return cellSpec('lstm', config) ? new cls(config) : (new PlainLSTM(config as never) as unknown as T);
  }
}

/**
 * GRU; its reset gate works before the recurrent product as in TensorFlow.js, or with `resetAfter: true` after it as in
 * Keras 2 and cuDNN, which is faster but cannot be read by TensorFlow.js. Recurrent dropout touches what the gates see
 * of the state, not the state that is carried on (TensorFlow.js drops that, too).
 * @throws InputError `tfjs-unsupported-activation`
 */
export class FusedGRU extends PlainGRU {
  private readonly spec: CellSpec;

  constructor(args: FusedGRUArgs) {
    super({ ...quickly(args), resetAfter: false } as GRULayerArgs);
    // The constructor above has made a cell for the weights of the other kind, but not yet the weights.
    if (args.resetAfter) (this as { cell: unknown }).cell = new ResetAfterGRUCell(quickly(args));
    this.spec = requireCellSpec('gru', this.cell.getConfig());
  }

  override call(inputs: Tensor | Tensor[], args: CallArguments): Tensor | Tensor[] {
    return callFused(this, this.spec, inputs, args);
  }

  /** As with {@link FusedLSTM}. */
  static fromConfig<T extends serialization.Serializable>(cls: Class<T>, config: Config): T {
    return cellSpec('gru', config) ? new cls(config) : (new PlainGRU(config as never) as unknown as T);
  }
}

/**
 * Simple (Elman) network with tanh, relu or no activation.
 * @throws InputError `tfjs-unsupported-activation`
 */
export class FusedRNN extends PlainSimpleRNN {
  private readonly spec: CellSpec;

  constructor(args: SimpleRNNLayerArgs) {
    super(quickly(args));
    this.spec = requireCellSpec('rnn', this.cell.getConfig());
  }

  override call(inputs: Tensor | Tensor[], args: CallArguments): Tensor | Tensor[] {
    return callFused(this, this.spec, inputs, args);
  }

  /** As with {@link FusedLSTM}. */
  static fromConfig<T extends serialization.Serializable>(cls: Class<T>, config: Config): T {
    return cellSpec('rnn', config) ? new cls(config) : (new PlainSimpleRNN(config as never) as unknown as T);
  }
}

/** The arguments with an orthogonal initializer that takes no minutes; a copy, for TensorFlow.js writes into them. */
function quickly<T extends SimpleRNNLayerArgs>(args: T): T {
  const recurrentInitializer = fastInitializer(args.recurrentInitializer) ?? args.recurrentInitializer;
  return { ...args, recurrentInitializer };
}
