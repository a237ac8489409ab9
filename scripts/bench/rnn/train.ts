/** A training step of two layers and a softmax, batch 16, T = 100: on the kernels alone, and through TensorFlow.js. */
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { type Engine, startFusedTraining, startYardstick } from './engines.js';
import { type Bench, type Figures, median } from './plan.js';
import { TrainingStep } from './training-step.js';

const T = 100;
const B = 16;
const CLASSES = 42;
/** Steps of TensorFlow.js's own layers, each several seconds; ours have several in a round. */
const ROUNDS = 5;
const STEPS = 4;

export async function train(bench: Bench): Promise<Figures> {
  const { cell, width, folder, threads, others, random } = bench;
  const kernels = await Kernels.load({ threads });
  const step = new TrainingStep(kernels, { cell, layers: 2, inputs: width, classes: CLASSES, T, B }, random);
  const onKernels: Engine = {
    async run() {
      const start = performance.now();
      step.run();
      return { ms: performance.now() - start };
    },
    close: () => kernels.close(),
  };
  const engines: Record<string, Engine> = { kernels: onKernels };
  if (others) {
    engines.fused = await startFusedTraining(cell.kind, threads);
    engines.fused1 = await startFusedTraining(cell.kind, 1);
    engines.tfjs = await startYardstick('tfjs', folder, 1);
  }
  const request = { train: { batch: B, frames: T, classes: CLASSES, width } };
  const times: Record<string, number[]> = {};
  for (let r = -1; r < ROUNDS; r++) {
    for (const [name, engine] of Object.entries(engines)) {
      for (let i = 0; i < (name === 'tfjs' ? 1 : STEPS); i++) {
        const { ms } = await engine.run(request);
        times[name] ??= [];
        if (r >= 0) times[name].push(ms);
      }
    }
  }
  for (const engine of Object.values(engines)) await engine.close();
  const ms = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
  const figures: Figures = {
    build: kernels.build,
    trainMs: ms.kernels!,
    trainGflops: step.flops / ms.kernels! / 1e6,
  };
  if (!others) return figures;
  return {
    ...figures,
    tfjsTrainMs: ms.tfjs!,
    fusedTrainMs: ms.fused!,
    fusedTrainMs1: ms.fused1!,
    trainVsTfjsWasm: ms.tfjs! / ms.fused!,
    trainVsTfjsWasm1: ms.tfjs! / ms.fused1!,
  };
}
