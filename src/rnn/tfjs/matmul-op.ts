/**
 * Matrix products on the kernels for TensorFlow.js's wasm backend, whose own are forty times slower when an operand is
 * transposed, and so in every gradient of a dense layer.
 */
import { BatchMatMul, broadcast_util, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernels } from '../kernels/kernels.js';
import type { Share } from '../kernels/pool.js';
import { eights, fours } from '../kernels/sizes.js';
import { partsFor, runParts } from './parts.js';
import type { Registry } from './registry.js';
import { makeTensor, readNumbers } from './tensor-data.js';

type Attributes = { transposeA: boolean; transposeB: boolean };

/** Takes the place of `BatchMatMul` on the wasm backend. */
export function registerMatMul(registry: Registry, kernels: Kernels): void {
  registry.kernel({
    kernelName: BatchMatMul,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) =>
      matMul(kernels, backend as KernelBackend, inputs.a!, inputs.b!, attrs as Attributes),
  });
}

/** a [… M, K] · b [… K, N], either of them transposed, over all leading dimensions. */
function matMul(
  kernels: Kernels,
  backend: KernelBackend,
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: Attributes,
): TensorInfo {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') {
    throw new Error(`matMul of ${a.dtype} and ${b.dtype}: the wasm backend multiplies float32 only`);
  }
  const { arena } = kernels;
  const [M, K] = matrixShape(a, transposeA);
  const [inner, N] = matrixShape(b, transposeB);
  if (inner !== K) throw new Error(`matMul: inner dimensions ${K} and ${inner} differ`);
  const outerA = a.shape.slice(0, -2);
  const outerB = b.shape.slice(0, -2);
  const outer = broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const count = sizeOf(outer);
  const countA = sizeOf(outerA);
  const countB = sizeOf(outerB);
  return makeTensor(backend, [...outer, M, N], (out) => {
    const x = arena.place(readNumbers(backend, a) as Float32Array);
    const y = arena.place(readNumbers(backend, b) as Float32Array);
    const product = arena.alloc(count * M * N);
    const panelA = fours(M) * K;
    const panelB = eights(N) * K;
    const left = arena.alloc(countA * panelA);
    const right = arena.alloc(countB * panelB);
    const parts = partsFor(kernels, count * M * N * K);
    const run = (share: Share): void => runParts(kernels, parts, share, true);
    run((k, part, parts) => {
      for (let i = part; i < countA; i += parts) {
        const [row, column] = transposeA ? [4, M * 4] : [K * 4, 4];
        k.packA(x + i * M * K * 4, row, column, M, K, left + i * panelA * 4);
      }
      for (let i = parts - 1 - part; i < countB; i += parts) {
        const [row, column] = transposeB ? [4, K * 4] : [N * 4, 4];
        k.packB(y + i * K * N * 4, row, column, K, N, right + i * panelB * 4);
      }
    });
    run((k, part, parts) => {
      // Each thread has some strips of four rows of every product.
      const strips = fours(M) / 4;
      const first = Math.floor((strips * part) / parts) * 4;
      const rows = Math.min(M, Math.floor((strips * (part + 1)) / parts) * 4) - first;
      if (rows <= 0) return;
      for (let i = 0; i < count; i++) {
        const A = left + (operandOf(i, outer, outerA) * panelA + first * K) * 4;
        const B = right + operandOf(i, outer, outerB) * panelB * 4;
        k.gemm(A, B, product + (i * M + first) * N * 4, N * 4, rows, N, K, 0);
      }
    });
    out.set(arena.f32(product, count * M * N));
    for (const at of [x, y, product, left, right]) arena.free(at);
  });
}

/** Rows and columns of the last two dimensions. */
function matrixShape({ shape }: TensorInfo, isTransposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return isTransposed ? [columns, rows] : [rows, columns];
}

/** Which of an operand's matrices, whose leading dimensions are broadcast from `own` to `outer`, product i takes. */
function operandOf(i: number, outer: number[], own: number[]): number {
  let rest = i;
  let index = 0;
  let stride = 1;
  for (let d = 1; d <= own.length; d++) {
    const size = outer.at(-d)!;
    if (own.at(-d)! > 1) index += (rest % size) * stride;
    stride *= own.at(-d)!;
    rest = Math.floor(rest / size);
  }
  return index;
}

function sizeOf(shape: number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
