/** The kernels as TypeScript sees them. What each argument means stands with the kernel, in ./assembly. */

/** A byte address in the kernels' memory; 0 where an optional buffer is absent. */
export type Pointer = number;

type P = Pointer;

/** The functions of a kernel instance; assembly/index.ts exports the same names. */
export interface KernelExports {
  // assembly/gemm.ts
  packA(a: P, rowStride: number, columnStride: number, M: number, K: number, out: P): void;
  packB(b: P, rowStride: number, columnStride: number, K: number, N: number, out: P): void;
  gemm(a: P, b: P, c: P, cStride: number, M: number, N: number, K: number, accumulate: number): void;
  // assembly/rows.ts
  fillRows(out: P, M: number, N: number, row: P): void;
  zero(x: P, n: number): void;
  copy(out: P, x: P, n: number): void;
  copyRows(out: P, outStride: number, x: P, xStride: number, M: number, N: number): void;
  sumRows(x: P, stride: number, M: number, N: number, out: P): void;
  addInto(x: P, y: P, n: number): void;
  scale(x: P, n: number, factor: number): void;
  blendInto(x: P, y: P, n: number, keep: number): void;
  sumSquares(x: P, n: number, sum: P): void;
  maskRows(x: P, xStride: number, mask: P, T: number, B: number, F: number, out: P, outStride: number): void;
  clearPadding(x: P, T: number, B: number, F: number, lengths: P): void;
  dropoutMask(out: P, n: number, rate: number, seed: number): void;
  // assembly/simple-rnn.ts
  // biome-ignore format: one line per thought
  rnnForward(
    T: number, B: number, H: number, inputs: P, panels: P, states: P, stride: number,
    lengths: P, mask: P, scratch: P, reverse: number, activation: number): void;
  // biome-ignore format: one line per thought
  rnnBackward(
    T: number, B: number, H: number, inputs: P, panels: P, dOutputs: P, states: P, stride: number,
    dState: P, lengths: P, mask: P, scratch: P, reverse: number, activation: number): void;
  // assembly/lstm.ts
  // biome-ignore format: one line per thought
  lstmForward(
    T: number, B: number, H: number, gates: P, panels: P, states: P, stride: number, cells: P, cellTanh: P,
    lengths: P, mask: P, scratch: P, reverse: number, hard: number): void;
  // biome-ignore format: one line per thought
  lstmBackward(
    T: number, B: number, H: number, gates: P, panels: P, dOutputs: P, stride: number, cells: P, cellTanh: P,
    dState: P, dCell: P, lengths: P, mask: P, scratch: P, reverse: number, hard: number): void;
  lstmStep(B: number, H: number, gates: P, cells: P, states: P): void;
  // assembly/gru.ts
  // biome-ignore format: one line per thought
  gruForward(
    T: number, B: number, H: number, gates: P, recurrent: P, panels: P, states: P, stride: number,
    lengths: P, mask: P, scratch: P, reverse: number, hard: number): void;
  // biome-ignore format: one line per thought
  gruBackward(
    T: number, B: number, H: number, gates: P, recurrent: P, panels: P, dOutputs: P, states: P, stride: number,
    dState: P, lengths: P, mask: P, scratch: P, reverse: number, hard: number): void;
  // assembly/gru-reset-before.ts
  // biome-ignore format: one line per thought
  gruResetBeforeForward(
    T: number, B: number, H: number, gates: P, reset: P, panels: P, states: P, stride: number,
    lengths: P, mask: P, scratch: P, reverse: number, hard: number): void;
  // biome-ignore format: one line per thought
  gruResetBeforeBackward(
    T: number, B: number, H: number, gates: P, gatePanels: P, candidatePanels: P, dOutputs: P, states: P,
    stride: number, dState: P, lengths: P, mask: P, scratch: P, reverse: number, hard: number): void;
  // assembly/matvec.ts, assembly/matvec-int16.ts, assembly/matvec-int8.ts
  packPanels(u: P, K: number, N: number, out: P): void;
  matvec(x: P, panels: P, y: P, K: number, N: number): void;
  packPanelsInt16(u: P, K: number, N: number, out: P, scales: P): void;
  packPanelsInt8(u: P, K: number, N: number, out: P, scales: P): void;
  // assembly/gemm-int16.ts, assembly/gemm-int8.ts
  packAInt16(a: P, stride: number, M: number, K: number, out: P): void;
  packBInt16(b: P, K: number, N: number, out: P, scales: P): void;
  // biome-ignore format: one line per thought
  gemmInt16(
    a: P, b: P, c: P, stride: number, M: number, N: number, K: number, scales: P, bias: P): void;
  packAInt8(a: P, stride: number, M: number, K: number, out: P): void;
  packBInt8(b: P, K: number, N: number, out: P, scales: P): void;
  // biome-ignore format: one line per thought
  gemmInt8(
    a: P, b: P, c: P, stride: number, M: number, N: number, K: number, scales: P, begin: P, bias: P): void;
  // assembly/infer.ts
  // biome-ignore format: one line per thought
  rnnInfer(
    T: number, H: number, units: number, first: number, gates: P, panels: P, scales: P, bits: number, states: P,
    stride: number, scratch: P, reverse: number, activation: number, meet: number): number;
  // biome-ignore format: one line per thought
  lstmInfer(
    T: number, H: number, units: number, first: number, gates: P, panels: P, scales: P, bits: number, states: P,
    stride: number, cell: P, scratch: P, reverse: number, hard: number, meet: number): number;
  // biome-ignore format: one line per thought
  gruInfer(
    T: number, H: number, units: number, first: number, gates: P, panels: P, scales: P, bits: number, states: P,
    stride: number, bias: P, scratch: P, reverse: number, hard: number, meet: number): number;
  // biome-ignore format: one line per thought
  gruResetBeforeInfer(
    T: number, H: number, units: number, first: number, gates: P, gatePanels: P, gateScales: P, candidatePanels: P,
    candidateScales: P, bits: number, states: P, stride: number, reset: P, scratch: P, reverse: number, hard: number,
    meet: number): number;
  // assembly/softmax.ts, assembly/ctc.ts
  logSoftmax(x: P, M: number, C: number, ld: number): void;
  logSumExp(x: P, M: number, C: number, ld: number, out: P): void;
  softmax(x: P, M: number, C: number, ld: number): void;
  // biome-ignore format: one line per thought
  softmaxCrossEntropy(logits: P, M: number, C: number, ld: number, labels: P, scale: number, totals: P): void;
  // biome-ignore format: one line per thought
  ctc(
    T: number, B: number, C: number, ld: number, logits: P, lengths: P, labels: P, maxLabels: number,
    labelLengths: P, blank: number, scale: number, losses: P, scratch: P): void;
  ctcScratch(T: number, L: number, ld: number): number;
  // assembly/denominator.ts, assembly/numerator.ts
  // biome-ignore format: one line per thought
  denominator(
    T: number, B: number, C: number, ld: number, logits: P, lengths: P, graph: P, leakage: number, scale: number,
    l2: number, sums: P, scratch: P): void;
  denominatorScratch(T: number, ld: number, N: number, J: number): number;
  numerators(B: number, ld: number, logits: P, graphs: P, rooms: P, sums: P): void;
  // biome-ignore format: one line per thought
  subtractNumerators(
    B: number, ld: number, gradient: P, lengths: P, graphs: P, rooms: P, factor: number, sums: P): void;
  // assembly/squared-error.ts
  // biome-ignore format: one line per thought
  squaredError(
    outputs: P, M: number, C: number, ld: number, targets: P, scale: number, totals: P): void;
  // assembly/pinball.ts
  // biome-ignore format: one line per thought
  pinball(
    outputs: P, M: number, H: number, K: number, Q: number, ld: number, targets: P, weights: P, basis: P,
    levels: P, scale: number, totals: P): void;
  // assembly/adam.ts
  // biome-ignore format: one line per thought
  adam(
    weights: P, gradient: P, moment1: P, moment2: P, n: number, gradientScale: number, rate: number,
    beta1: number, beta2: number, epsilon: number, decay: number, c1: number, c2: number): void;
  // assembly/dense.ts
  activate(x: P, n: number, activation: number): void;
  activateBack(y: P, dy: P, n: number, activation: number): void;
  // biome-ignore format: one line per thought
  affineRows(
    x: P, xStride: number, M: number, N: number, factor: P, shift: P, out: P, outStride: number): void;
  // biome-ignore format: one line per thought
  layerNorm(
    x: P, xStride: number, M: number, N: number, gamma: P, beta: P, epsilon: number, out: P,
    outStride: number): void;
  // assembly/norm.ts
  // biome-ignore format: one line per thought
  layerNormBackward(
    x: P, M: number, N: number, gamma: P, epsilon: number, dY: P, dX: P, dGamma: P, dBeta: P): void;
  // biome-ignore format: one line per thought
  columnMoments(
    x: P, T: number, B: number, N: number, lengths: P, mean: P, variance: P): void;
  // biome-ignore format: one line per thought
  batchNorm(
    x: P, M: number, N: number, mean: P, variance: P, gamma: P, beta: P, epsilon: number, out: P): void;
  // biome-ignore format: one line per thought
  batchNormBackward(
    x: P, T: number, B: number, N: number, lengths: P, mean: P, variance: P, gamma: P, epsilon: number,
    dY: P, dX: P, dGamma: P, dBeta: P): void;
  // assembly/frames.ts
  // biome-ignore format: one line per thought
  stackFrames(
    x: P, T: number, B: number, F: number, window: number, step: number, dilation: number, left: number,
    U: number, out: P): void;
  // biome-ignore format: one line per thought
  unstackFrames(
    dX: P, T: number, B: number, F: number, window: number, step: number, dilation: number, left: number,
    U: number, dOut: P): void;
  gatherRows(table: P, ids: P, M: number, F: number, out: P): void;
  scatterAddRows(dTable: P, ids: P, M: number, F: number, dOut: P): void;
  // assembly/pool.ts
  poolForward(x: P, B: number, F: number, lengths: P, out: P, argmax: P): void;
  poolBackward(dOut: P, T: number, B: number, F: number, lengths: P, argmax: P, dX: P): void;
  poolFrames(x: P, stride: number, count: number, F: number, carry: P, carried: number, out: P): void;
  // assembly/barrier.ts
  joinBarrier(at: P, threadCount: number, canNap: number, patienceMs: number): void;
  barrier(): number;
  handOver(at: P, frames: number): void;
  awaitFrames(at: P, frames: number): number;
}

/** The names above, sorted as a module lists them: a kernel's number on a tape is its place in this list. */
export function kernelNames(module: WebAssembly.Module): (keyof KernelExports)[] {
  return WebAssembly.Module.exports(module)
    .filter(({ kind }) => kind === 'function')
    .map(({ name }) => name as keyof KernelExports)
    .sort();
}
