/** What a batch of sequences brings to a recurrent layer, as TensorFlow.js lays it out. */
import type { Numbers } from './tensor-data.js';

/** What a batch is made of; all but the frames may be left out. */
export interface BatchInputs {
  frames: Numbers; // [B, T, I]
  /** B, T, I */
  shape: readonly number[];
  backwards: boolean;
  mask?: Numbers | undefined; // [B, T]
  /** h, and c of an LSTM, before the first frame. // [B, H] */
  states: (Numbers | undefined)[];
  /** Variational dropout. */
  inputMask?: Numbers | undefined; // [B, I]
  recurrentMask?: Numbers | undefined; // [B, H]
}
