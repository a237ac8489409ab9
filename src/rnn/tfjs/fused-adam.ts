/** TensorFlow.js's Adam, several times faster: the same numbers, saved and restored under the same name. */
import {
  engine,
  type NamedTensorMap,
  Optimizer,
  type serialization,
  type Tensor,
  tidy,
  type Variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { adamStep } from './adam-op.js';

/** Options of {@link fusedAdam}, with TensorFlow.js's defaults. */
export interface AdamOptions {
  /** Default 0.001. */
  learningRate?: number;
  /** Default 0.9. */
  beta1?: number;
  /** Default 0.999. */
  beta2?: number;
  /** Default 1e-7, the epsilon of the float32 backends. */
  epsilon?: number;
}

/** Adam (Kingma & Ba 2015) for `model.compile({ optimizer: fusedAdam() })` or `minimize`. */
export function fusedAdam(options: AdamOptions | number = {}): FusedAdam {
  return new FusedAdam(typeof options === 'number' ? { learningRate: options } : options);
}

type NamedTensor = { name: string; tensor: Tensor };

/** What the optimizer remembers of a variable. */
interface Moments {
  name: string;
  first: Variable;
  second: Variable;
}

/** See {@link fusedAdam}. */
export class FusedAdam extends Optimizer {
  static className = 'Adam';
  private readonly options: Required<AdamOptions>;
  /** In the order of the variables, as TensorFlow.js saves them. */
  private moments: Moments[] = [];

  constructor({ learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: AdamOptions = {}) {
    super();
    this.options = { learningRate, beta1, beta2, epsilon };
  }

  override applyGradients(gradients: NamedTensorMap | NamedTensor[]): void {
    const entries: [string, Tensor | null | undefined][] = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => [name, tensor])
      : Object.entries(gradients);
    const { learningRate: rate, ...rest } = this.options;
    const step = this.iterations + 1;
    for (const [i, [name, gradient]] of entries.entries()) {
      const weight = engine().state.registeredVariables[name]!;
      this.moments[i] ??= startingMoments(name, weight);
      if (!gradient) continue;
      const { first, second } = this.moments[i];
      tidy(() => {
        const [w, m, v] = adamStep(
          { weight, gradient, moment1: first, moment2: second },
          { rate, ...rest, step },
        );
        weight.assign(w);
        first.assign(m);
        second.assign(v);
      });
    }
    this.incrementIterations();
  }

  override async getWeights(): Promise<NamedTensor[]> {
    const all = (which: 'first' | 'second', letter: string): NamedTensor[] =>
      this.moments.map((moments) => ({ name: `${moments.name}/${letter}`, tensor: moments[which] }));
    return [await this.saveIterations(), ...all('first', 'm'), ...all('second', 'v')];
  }

  override async setWeights(saved: NamedTensor[]): Promise<void> {
    const values = await this.extractIterations(saved);
    const count = values.length / 2;
    this.disposeMoments();
    this.moments = values.slice(0, count).map(({ name, tensor }, i) => ({
      name: name.replace(/\/m$/, ''),
      first: tensor.variable(false),
      second: values[count + i]!.tensor.variable(false),
    }));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.options };
  }

  /** From what TensorFlow.js or {@link getConfig} has saved. */
  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
  ): T {
    return new cls(config);
  }

  override dispose(): void {
    this.disposeMoments();
  }

  private disposeMoments(): void {
    for (const { first, second } of this.moments.splice(0)) {
      first.dispose();
      second.dispose();
    }
  }
}

function startingMoments(name: string, weight: Variable): Moments {
  return tidy(() => ({
    name,
    first: zerosLike(weight).variable(false),
    second: zerosLike(weight).variable(false),
  }));
}
