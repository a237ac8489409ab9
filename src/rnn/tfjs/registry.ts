/** Kernels, gradients and classes put into TensorFlow.js's registries, and taken out again as they were found. */
import {
  type GradConfig,
  getGradient,
  getKernel,
  type KernelConfig,
  registerGradient,
  registerKernel,
  serialization,
  unregisterGradient,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** Backends whose tensors can be read while JavaScript waits. */
export const BACKENDS = ['tensorflow', 'wasm', 'cpu', 'webgl'] as const;

/** A class that saved models name. */
type NamedClass = Parameters<typeof serialization.SerializationMap.register>[0];

export class Registry {
  private readonly undo: (() => void)[] = [];

  /** Registers a kernel; one of the same name stands back until {@link restore}. */
  kernel(config: KernelConfig): void {
    const { kernelName, backendName } = config;
    const before = getKernel(kernelName, backendName);
    if (before) unregisterKernel(kernelName, backendName);
    // A backend that starts later still sets the other kernel up.
    const { setupFunc, disposeFunc } = before ?? {};
    registerKernel({ ...(setupFunc && { setupFunc }), ...(disposeFunc && { disposeFunc }), ...config });
    this.undo.push(() => {
      unregisterKernel(kernelName, backendName);
      if (before) registerKernel(before);
    });
  }

  /** The same kernel for every backend. */
  kernelEverywhere(kernelName: string, kernelFunc: KernelConfig['kernelFunc']): void {
    for (const backendName of BACKENDS) this.kernel({ kernelName, backendName, kernelFunc });
  }

  gradient(config: GradConfig): void {
    const before = getGradient(config.kernelName);
    if (before) unregisterGradient(config.kernelName);
    registerGradient(config);
    this.undo.push(() => {
      unregisterGradient(config.kernelName);
      if (before) registerGradient(before);
    });
  }

  /** The class that models with this name in them are read with. */
  serializable(cls: NamedClass): void {
    const { classNameMap } = serialization.SerializationMap.getMap();
    const before = classNameMap[cls.className];
    serialization.SerializationMap.register(cls);
    this.undo.push(() => {
      if (before) classNameMap[cls.className] = before;
    });
  }

  restore(): void {
    for (const undo of this.undo.splice(0).reverse()) undo();
  }
}
