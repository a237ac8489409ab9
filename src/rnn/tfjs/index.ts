/** `utterly/tfjs`: fused recurrent layers for TensorFlow.js. */
export { type BackendChoice, type BackendName, chooseBackend } from './backend.js';
export { type AdamOptions, FusedAdam, fusedAdam } from './fused-adam.js';
export { FusedGRU, FusedLSTM, FusedRNN } from './fused-layers.js';
export { type ModelFileOptions, modelFile } from './model-file.js';
export { openTfjs, type Tfjs, type TfjsOptions } from './open-tfjs.js';
export { FastOrthogonal } from './orthogonal.js';
export { plainTfjsCannotRead } from './portability.js';
export type { RecurrentAttributes } from './recurrent-memory.js';
export { fusedRecurrent, type RecurrentTensors } from './recurrent-op.js';
export type { FusedGRUArgs } from './reset-after-cell.js';
