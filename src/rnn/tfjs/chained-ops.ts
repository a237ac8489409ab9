/**
 * `tensor.add(other)` for `add(tensor, other)`: TensorFlow.js declares such methods, and relies on them here and there,
 * but under Node only its largest package defines them.
 */
import * as tf from '@tensorflow/tfjs-core';

/** Operations whose first argument becomes the tensor itself. */
const NAMES =
  `abs acos acosh add all any argMax argMin asin asinh atan atan2 atanh avgPool batchNorm batchToSpaceND broadcastTo
  cast ceil clipByValue conv1d conv2d conv2dTranspose cos cosh cumprod cumsum depthToSpace depthwiseConv2d dilation2d
  div divNoNan dot elu equal erf euclideanNorm exp expandDims expm1 fft floor floorDiv gather greater greaterEqual ifft
  irfft isFinite isInf isNaN leakyRelu less lessEqual localResponseNormalization log log1p logSigmoid logSoftmax
  logSumExp logicalAnd logicalNot logicalOr logicalXor matMul max maxPool maximum mean min minimum mirrorPad mod mul neg
  norm notEqual oneHot onesLike pad pool pow prelu prod reciprocal relu relu6 reshape reverse rfft round rsqrt selu
  separableConv2d sigmoid sign sin sinh slice softmax softplus spaceToBatchND split sqrt square squaredDifference
  squeeze stridedSlice sub sum tan tanh tile topk transpose unique unsortedSegmentSum unstack zerosLike`.split(
    /\s+/,
  );

type Method = (this: tf.Tensor, ...args: unknown[]) => unknown;

/** Defines the methods that are missing; those that are there stay. */
export function addChainedOps(): void {
  const methods = tf.Tensor.prototype as unknown as Record<string, Method>;
  const operations = tf as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of NAMES) {
    const operation = operations[name]!;
    methods[name] ??= function chained(...args) {
      return operation(this, ...args);
    };
  }
  const others: Record<string, Method> = {
    asScalar() {
      return tf.reshape(this, []);
    },
    flatten() {
      return tf.reshape(this, [this.size]);
    },
    reshapeAs(other) {
      return tf.reshape(this, (other as tf.Tensor).shape);
    },
    toBool() {
      return tf.cast(this, 'bool');
    },
    toFloat() {
      return tf.cast(this, 'float32');
    },
    toInt() {
      return tf.cast(this, 'int32');
    },
  };
  for (const [name, method] of Object.entries(others)) methods[name] ??= method;
}
