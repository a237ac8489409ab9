/** What a batch brings along besides its frames. */
import type { Pointer } from './exports.js';

/** What may differ from batch to batch; absent buffers are 0 or left out. */
export interface BatchOptions {
  /** Frames of each sequence, best the longest first. // i32 [B] */
  lengths?: Pointer;
  /** Dropout of the inputs, the same for all frames. // [B, I] */
  inputMask?: Pointer;
  /** Dropout of the recurrent connections, for each direction. // [D, B, H] */
  recurrentMask?: Pointer;
  /** The initial states have been written by the caller; else they are zero. */
  keepState?: boolean;
  /** The gradients of the final states have been written by the caller; else they are zero. */
  keepStateGradient?: boolean;
}
