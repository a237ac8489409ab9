/** The door: chooses a backend, loads the kernels, and makes TensorFlow.js know the fused operations. */
import { backend, getKernel } from '@tensorflow/tfjs-core';
import { InputError } from '../../errors.js';
import { isNode } from '../../platform.js';
import { createRandom, type Random } from '../../random.js';
import { Kernels } from '../kernels/kernels.js';
import { registerAdam } from './adam-op.js';
import { type BackendChoice, type BackendOptions, chooseBackend } from './backend.js';
import { addChainedOps } from './chained-ops.js';
import { registerConvGradient } from './conv-op.js';
import { registerDropout } from './dropout-op.js';
import { FusedAdam } from './fused-adam.js';
import { FusedGRU, FusedLSTM, FusedRNN } from './fused-layers.js';
import { registerBorrowed, registerSegmentSum } from './gradient-ops.js';
import { registerMatMul } from './matmul-op.js';
import type { RecurrentMemory } from './recurrent-memory.js';
import { FORWARD, registerRecurrent } from './recurrent-op.js';
import { Registry } from './registry.js';

export interface TfjsOptions extends BackendOptions {
  /** Threads of the kernels. Default: the number of cores. */
  threads?: number;
  /** Kernels to run on, which stay open; by default they are loaded here and end with {@link Tfjs.close}. */
  kernels?: Kernels;
  /** Where dropout masks come from; with {@link Random.state} a run can be repeated. Default: a random seed. */
  random?: Random;
  /**
   * Whether saved models, and layers wrapped in `tf.layers.bidirectional`, get fused LSTMs, GRUs and simple RNNs, and
   * the fused Adam, wherever the kernels can run them. Default true.
   */
  readModelsFused?: boolean;
}

/** TensorFlow.js with fused recurrent layers, until it is closed. */
export class Tfjs {
  private constructor(
    /** The backend, and a line about it. */
    readonly choice: BackendChoice,
    readonly kernels: Kernels,
    private readonly ownsKernels: boolean,
    private readonly registry: Registry,
    private readonly memory: RecurrentMemory,
  ) {}

  /** See {@link openTfjs}. */
  static async open(options: TfjsOptions): Promise<Tfjs> {
    const choice = await chooseBackend(options);
    if (getKernel(FORWARD, choice.name)) {
      throw new InputError({
        code: 'tfjs-already-open',
        found: 'a second openTfjs while the first is open',
        expected: 'one at a time: TensorFlow.js has one registry of operations',
        remedy: 'Share what the first call returned, or close it first.',
      });
    }
    const kernels = options.kernels ?? (await Kernels.load({ threads: options.threads ?? (await cores()) }));
    const registry = new Registry();
    addChainedOps();
    const memory = registerRecurrent(registry, kernels);
    registerDropout(registry, kernels, options.random ?? createRandom(Math.floor(Math.random() * 2 ** 32)));
    registerAdam(registry);
    registerSegmentSum(registry);
    if (choice.name === 'wasm') {
      await import('@tensorflow/tfjs-backend-cpu');
      registerMatMul(registry, kernels);
      registerConvGradient(registry, kernels);
      registerBorrowed(registry);
    }
    if (options.readModelsFused ?? true) {
      for (const cls of [FusedLSTM, FusedGRU, FusedRNN, FusedAdam]) registry.serializable(cls as never);
    }
    return new Tfjs(choice, kernels, !options.kernels, registry, memory);
  }

  /** Bytes that the fused operations hold beside the tensors; what nobody can use any more is freed first. */
  bytesInUse(): number {
    this.memory.sweep(backend());
    return this.kernels.arena.used;
  }

  /** Takes the fused operations out of TensorFlow.js and ends the threads. Tensors, and weights of layers, stay. */
  async close(): Promise<void> {
    this.registry.restore();
    this.memory.clear();
    if (this.ownsKernels) await this.kernels.close();
  }

  /** For `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Opens TensorFlow.js for training and inference at the speed of the kernels. While it is open, {@link FusedLSTM},
 * {@link FusedGRU}, {@link FusedRNN}, {@link fusedRecurrent} and {@link fusedAdam} can be used, saved models come with
 * fused layers, and the wasm backend learns what it lacks (gradients of embeddings and convolutions) or does slowly
 * (products of transposed matrices).
 * @throws InputError `tfjs-backend` when no backend works, `tfjs-already-open`
 */
export function openTfjs(options: TfjsOptions = {}): Promise<Tfjs> {
  return Tfjs.open(options);
}

async function cores(): Promise<number> {
  if (!isNode) {
    const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
    return navigator?.hardwareConcurrency ?? 1;
  }
  const { availableParallelism } = await import('node:os');
  return availableParallelism();
}
