// Everything the kernels export. Pointers are byte addresses in the one memory, counts are entries, strides of
// matrices bytes; all numbers are float32 unless an i32, i16 or f64 is named. ../exports.ts declares the same for
// TypeScript. The arena begins where the compiler's own few constants end (../arena.ts): no Math.log and no Math.exp
// here, whose tables would reach into it.
export { packA, packB, gemm } from './gemm';
export {
  fillRows, zero, copy, copyRows, sumRows, addInto, scale, blendInto, sumSquares, maskRows, clearPadding, dropoutMask,
} from './rows';
export { rnnForward, rnnBackward } from './simple-rnn';
export { lstmForward, lstmBackward, lstmStep } from './lstm';
export { gruForward, gruBackward } from './gru';
export { gruResetBeforeForward, gruResetBeforeBackward } from './gru-reset-before';
export { packPanels, matvec } from './matvec';
export { packPanelsInt16 } from './matvec-int16';
export { packPanelsInt8 } from './matvec-int8';
export { packAInt16, packBInt16, gemmInt16 } from './gemm-int16';
export { packAInt8, packBInt8, gemmInt8 } from './gemm-int8';
export { rnnInfer, lstmInfer, gruInfer, gruResetBeforeInfer } from './infer';
export { logSoftmax, logSumExp, softmax, softmaxCrossEntropy } from './softmax';
export { ctc, ctcScratch } from './ctc';
export { denominator, denominatorScratch } from './denominator';
export { numerators, subtractNumerators } from './numerator';
export { squaredError } from './squared-error';
export { pinball } from './pinball';
export { adam } from './adam';
export { activate, activateBack, affineRows, layerNorm } from './dense';
export { layerNormBackward, columnMoments, batchNorm, batchNormBackward } from './norm';
export { stackFrames, unstackFrames, gatherRows, scatterAddRows } from './frames';
export { poolForward, poolBackward, poolFrames } from './pool';
export { joinBarrier, barrier, handOver, awaitFrames } from './barrier';
