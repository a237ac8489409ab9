/** The numbers of tensors, into and out of whatever backend holds them. */
import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/** Numbers as a backend keeps them: float32, int32, or bytes of a boolean tensor. */
export type Numbers = Float32Array | Int32Array | Uint8Array;

/** What the wasm backend offers besides: tensors are views of its memory. */
interface HeapBackend extends KernelBackend {
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Numbers;
}

function hasHeap(backend: KernelBackend): backend is HeapBackend {
  return 'typedArrayFromHeap' in backend && 'makeOutput' in backend;
}

/** A tensor's numbers, to be read and not changed; good until the backend makes another tensor. */
export function readNumbers(backend: KernelBackend, tensor: TensorInfo): Numbers {
  if (hasHeap(backend)) return backend.typedArrayFromHeap(tensor);
  return backend.readSync(tensor.dataId) as Numbers;
}

/**
 * New tensors of float32 zeros, which `fill` overwrites. Numbers of other tensors are to be read in `fill`, for making
 * tensors may move them.
 */
export function makeTensors(
  backend: KernelBackend,
  shapes: readonly number[][],
  fill: (...values: Float32Array[]) => void,
): TensorInfo[] {
  if (hasHeap(backend)) {
    const tensors = shapes.map((shape) => backend.makeOutput(shape, 'float32'));
    fill(...tensors.map((tensor) => (backend.typedArrayFromHeap(tensor) as Float32Array).fill(0)));
    return tensors;
  }
  const values = shapes.map((shape) => new Float32Array(shape.reduce((product, n) => product * n, 1)));
  fill(...values);
  return shapes.map((shape, i) => {
    return { dataId: backend.write(values[i]!, shape, 'float32'), shape, dtype: 'float32' };
  });
}

/** One of {@link makeTensors}. */
export function makeTensor(
  backend: KernelBackend,
  shape: number[],
  fill: (values: Float32Array) => void,
): TensorInfo {
  return makeTensors(backend, [shape], fill)[0]!;
}

/** Rows from this length on are copied faster as subarrays than number by number. */
const LONG = 48;

/** Copies `n` numbers. */
export function copyRow(to: Float32Array, at: number, from: Numbers, start: number, n: number): void {
  if (n >= LONG) to.set(from.subarray(start, start + n), at);
  else for (let i = 0; i < n; i++) to[at + i] = from[start + i]!;
}

/** Adds `n` numbers. */
export function addRow(to: Float32Array, at: number, from: Numbers, start: number, n: number): void {
  for (let i = 0; i < n; i++) to[at + i]! += from[start + i]!;
}
