/** The gradient of a convolution's weights, which TensorFlow.js's wasm backend lacks, as matrix products. */
import {
  backend_util,
  Conv2DBackpropFilter,
  type KernelBackend,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { InputError } from '../../errors.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Share } from '../kernels/pool.js';
import { eights, fours } from '../kernels/sizes.js';
import { partsFor, runParts } from './parts.js';
import type { Registry } from './registry.js';
import { copyRow, makeTensor, type Numbers, readNumbers } from './tensor-data.js';

/** Supplies `Conv2DBackpropFilter` to the wasm backend; 1-D convolutions are of height 1 there. */
export function registerConvGradient(registry: Registry, kernels: Kernels): void {
  registry.kernel({
    kernelName: Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) =>
      filterGradient(kernels, backend as KernelBackend, inputs.x!, inputs.dy!, attrs!),
  });
}

type Geometry = backend_util.Conv2DInfo;

/** dW[tap] = x(tap)ᵀ · dy, with x(tap) the inputs that the tap saw. // x [B, Y, X, C], dy [B, Y', X', C'] */
function filterGradient(
  kernels: Kernels,
  backend: KernelBackend,
  x: TensorInfo,
  dy: TensorInfo,
  attributes: NamedAttrMap,
): TensorInfo {
  const geometry = geometryOf(x, attributes);
  const { arena } = kernels;
  const { batchSize, outHeight, outWidth, inChannels: C, outChannels: N } = geometry;
  const M = batchSize * outHeight * outWidth;
  const taps = geometry.filterHeight * geometry.filterWidth;
  return makeTensor(backend, [...geometry.filterShape], (out) => {
    const values = readNumbers(backend, x);
    const slopes = arena.place(readNumbers(backend, dy) as Float32Array);
    const right = arena.alloc(M * eights(N));
    const threads = Math.min(partsFor(kernels, M * C * N * taps), taps);
    const rooms = Array.from({ length: threads }, () => ({
      seen: arena.alloc(M * C),
      left: arena.alloc(fours(C) * M),
      product: arena.alloc(C * N),
    }));
    kernels.call.packB(slopes, N * 4, 4, M, N, right);
    for (let tap = 0; tap < taps; tap += threads) {
      const round = rooms.slice(0, Math.min(threads, taps - tap));
      for (const [i, { seen }] of round.entries()) gather(values, geometry, tap + i, arena.f32(seen, M * C));
      const multiply: Share = (k, part) => {
        const room = round[part];
        if (!room) return;
        k.packA(room.seen, 4, C * 4, C, M, room.left);
        k.gemm(room.left, right, room.product, N * 4, C, N, M, 0);
      };
      runParts(kernels, threads, multiply, true);
      for (const [i, { product }] of round.entries()) {
        out.set(arena.f32(product, C * N), (tap + i) * C * N);
      }
    }
    for (const room of rooms) for (const at of Object.values(room)) arena.free(at);
    for (const at of [slopes, right]) arena.free(at);
  });
}

/** Copies out the inputs that one tap saw, zero outside. // [B, Y', X', C] */
function gather(x: Numbers, geometry: Geometry, tap: number, out: Float32Array): void {
  const { inHeight, inWidth, inChannels: C, outHeight, outWidth, padInfo } = geometry;
  const tapY = Math.floor(tap / geometry.filterWidth) - padInfo.top;
  const tapX = (tap % geometry.filterWidth) - padInfo.left;
  let at = 0;
  for (let b = 0; b < geometry.batchSize; b++) {
    for (let i = 0; i < outHeight; i++) {
      const row = i * geometry.strideHeight + tapY;
      for (let j = 0; j < outWidth; j++) {
        const column = j * geometry.strideWidth + tapX;
        const isInside = row >= 0 && row < inHeight && column >= 0 && column < inWidth;
        if (isInside) copyRow(out, at, x, ((b * inHeight + row) * inWidth + column) * C, C);
        else out.fill(0, at, at + C);
        at += C;
      }
    }
  }
}

function geometryOf(x: TensorInfo, attributes: NamedAttrMap): Geometry {
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attributes;
  if (dataFormat !== 'NHWC') {
    throw new InputError({
      code: 'tfjs-unsupported-convolution',
      found: `a convolution in the format ${dataFormat}`,
      expected: 'NHWC (channelsLast)',
      remedy: 'Put the channels last: that is the default.',
    });
  }
  return backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides as [number, number],
    1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined,
    false,
    'channelsLast',
  );
}
