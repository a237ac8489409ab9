/** TensorFlow.js's own recurrent classes, which the package does not export by name. */
import { serialization } from '@tensorflow/tfjs-core';
import type {
  GRULayerArgs,
  initializers,
  LayerVariable,
  LSTMLayerArgs,
  layers,
  SimpleRNNLayerArgs,
} from '@tensorflow/tfjs-layers';
// The classes are registered when the package is loaded.
import '@tensorflow/tfjs-layers';

type LSTM = ReturnType<typeof layers.lstm>;
type GRU = ReturnType<typeof layers.gru>;
type GRUCell = ReturnType<typeof layers.gruCell>;
type SimpleRNN = ReturnType<typeof layers.simpleRNN>;

/** Any of the three. */
export type PlainLayer = LSTM | GRU | SimpleRNN;
export type Initializer = ReturnType<typeof initializers.orthogonal>;
/** The configuration of a layer, as saved models hold it. */
export type Config = serialization.ConfigDict;
/** Named arguments of a layer's call. */
export type CallArguments = Parameters<LSTM['call']>[1];

/** What the three cells have in common. */
export interface PlainCell {
  units: number;
  kernel: LayerVariable;
  recurrentKernel: LayerVariable;
  bias: LayerVariable | null;
  dropout: number;
  recurrentDropout: number;
  // biome-ignore lint/complexity/noBannedTypes: as TensorFlow.js declares it
  dropoutFunc: Function | undefined;
  getConfig(): Config;
}

function named<T>(className: string): T {
  return serialization.SerializationMap.getMap().classNameMap[className]![0] as unknown as T;
}

export const PlainLSTM = named<new (args: LSTMLayerArgs) => LSTM>('LSTM');
export const PlainGRU = named<new (args: GRULayerArgs) => GRU>('GRU');
export const PlainGRUCell = named<new (args: GRULayerArgs) => GRUCell>('GRUCell');
export const PlainSimpleRNN = named<new (args: SimpleRNNLayerArgs) => SimpleRNN>('SimpleRNN');
export const PlainOrthogonal = named<new (args: Config) => Initializer>('Orthogonal');
