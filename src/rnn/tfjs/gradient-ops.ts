/** Gradients that TensorFlow.js's wasm backend lacks: of embeddings, and those borrowed from its cpu backend. */
import {
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  engine,
  findBackendFactory,
  getKernel,
  type KernelBackend,
  type TensorInfo,
  UnsortedSegmentSum,
} from '@tensorflow/tfjs-core';
import type { Registry } from './registry.js';
import { addRow, makeTensor, readNumbers } from './tensor-data.js';

/** Too rare to be worth kernels of their own. */
const BORROWED = [DepthwiseConv2dNativeBackpropFilter, DepthwiseConv2dNativeBackpropInput];

/** The gradient of an embedding; on cpu, TensorFlow.js's own takes a pass over all numbers for each word there is. */
export function registerSegmentSum(registry: Registry): void {
  for (const backendName of ['wasm', 'cpu']) {
    // A backend that is loaded later would register its own over this one.
    if (!findBackendFactory(backendName)) continue;
    registry.kernel({
      kernelName: UnsortedSegmentSum,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) =>
        segmentSum(backend as KernelBackend, inputs.x!, inputs.segmentIds!, attrs!.numSegments as number),
    });
  }
}

/** out[id] = Σ x[i] over all i with segmentIds[i] = id; ids out of range are left out. */
function segmentSum(
  backend: KernelBackend,
  x: TensorInfo,
  segmentIds: TensorInfo,
  numSegments: number,
): TensorInfo {
  const inner = x.shape.slice(segmentIds.shape.length);
  const width = inner.reduce((product, n) => product * n, 1);
  return makeTensor(backend, [numSegments, ...inner], (out) => {
    const values = readNumbers(backend, x);
    for (const [i, id] of readNumbers(backend, segmentIds).entries()) {
      if (id >= 0 && id < numSegments) addRow(out, id * width, values, i * width, width);
    }
  });
}

/** Kernels that the wasm backend lacks, run by the cpu backend on copies. */
export function registerBorrowed(registry: Registry): void {
  for (const kernelName of BORROWED) {
    registry.kernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs, backend: own }) => {
        const backend = own as KernelBackend;
        const cpu = engine().findBackend('cpu');
        const copies = Object.entries(inputs).map(([name, tensor]) => {
          const { shape, dtype } = tensor!;
          const dataId = cpu.write(readNumbers(backend, tensor!).slice(), shape, dtype);
          return [name, { dataId, shape, dtype }] as const;
        });
        const kernel = getKernel(kernelName, 'cpu');
        const result = kernel.kernelFunc({
          inputs: Object.fromEntries(copies),
          backend: cpu,
          ...(attrs && { attrs }),
        }) as TensorInfo;
        const values = cpu.readSync(result.dataId) as Float32Array;
        const out = makeTensor(backend, result.shape, (numbers) => numbers.set(values));
        for (const { dataId } of [...copies.map(([, copy]) => copy), result]) cpu.disposeData(dataId);
        return out;
      },
    });
  }
}
