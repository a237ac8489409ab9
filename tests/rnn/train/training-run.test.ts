import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { crossEntropy, type FrameLabels } from '../../../src/rnn/train/cross-entropy.js';
import { Network, type NetworkDescription } from '../../../src/rnn/train/network.js';
import { Trainer } from '../../../src/rnn/train/trainer.js';
import {
  type EpochMetrics,
  runTraining,
  type TrainingRunOptions,
  type TrainingSet,
} from '../../../src/rnn/train/training-run.js';

const description: NetworkDescription = {
  inputs: 3,
  layers: [
    { kind: 'recurrent', cell: { kind: 'lstm', units: 16 }, dropout: 0.1, recurrentDropout: 0.1 },
    { kind: 'dense', units: 2 },
  ],
};

/** The label of a frame is whether the first input's sign differs from the frame before. */
function signs(count: number, seed: number): TrainingSet<FrameLabels> {
  const random = createRandom(seed);
  const all = Array.from({ length: count }, () => {
    const T = 5 + random.int(8);
    const input = Float32Array.from({ length: T * 3 }, () => random.normal());
    const sign = (t: number): boolean => t >= 0 && input[t * 3]! > 0;
    return { input, target: Array.from({ length: T }, (_, t) => (sign(t) === sign(t - 1) ? 0 : 1)) };
  });
  const frames = all.map(({ target }) => target.length);
  return { frames: () => frames, example: (index) => all[index]! };
}

let kernels: Kernels;
let folder: string;
beforeAll(async () => {
  kernels = await Kernels.load();
});
afterAll(() => kernels.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Options = Partial<TrainingRunOptions<FrameLabels>> & { shape?: NetworkDescription };

async function train(
  options: Options,
): Promise<{ end: string; weights: Float32Array; metrics: EpochMetrics[] }> {
  const { shape = description, ...rest } = options;
  using network = new Network(kernels, shape, 1);
  const trainer = new Trainer(network, crossEntropy, { clipNorm: 1, averageDecay: 0.9, weightDecay: 0.01 });
  const end = await runTraining({
    ...{ trainer, train: signs(60, 1), dev: signs(20, 2), epochs: 3, seed: 5, folder },
    schedule: { peakRate: 0.02 },
    batches: { maxFrames: 200, maxSequences: 8 },
    ...rest,
  });
  const weights = network.snapshot();
  trainer.close();
  const path = join(rest.folder ?? folder, 'metrics.jsonl');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  const metrics = lines.map((line) => ({ ...(JSON.parse(line) as EpochMetrics), seconds: 0 }));
  return { end, weights, metrics };
}

describe('a training run', () => {
  it('learns', async () => {
    const { end, metrics } = await train({ epochs: 40 });
    expect(end).toBe('finished');
    expect(metrics.at(-1)?.dev?.right).toBeGreaterThan(0.9);
  });

  it('stopped anywhere and resumed equals the unbroken run to the last bit', async () => {
    const whole = await train({});
    const broken = mkdtempSync(join(tmpdir(), 'run-'));
    let steps = 0;
    for (let stops = 0; ; stops++) {
      const abort = new AbortController();
      const onStep = (): void => {
        if (++steps % 5 === 0) abort.abort();
      };
      const { end, weights, metrics } = await train({ folder: broken, signal: abort.signal, onStep });
      if (end !== 'finished') continue;
      expect(stops).toBeGreaterThan(3);
      expect(weights).toEqual(whole.weights);
      expect(metrics).toEqual(whole.metrics);
      break;
    }
    rmSync(broken, { recursive: true });
  });

  it('refuses to resume into another architecture, and says what differs', async () => {
    await train({ epochs: 1 });
    const layers = [{ ...description.layers[0]!, cell: { kind: 'lstm', units: 32 } }, description.layers[1]!];
    const shape = { inputs: 3, layers } as NetworkDescription;
    await expect(train({ epochs: 1, shape })).rejects.toMatchObject({
      code: 'checkpoint-differs',
      found: expect.stringContaining('network.layers.0.cell.units is 16 there and 32 here'),
    });
  });

  it('ends when dev gets no better', async () => {
    // A dev set of noise: nothing can be learnt about it.
    const noise = signs(20, 3);
    const random = createRandom(9);
    const dev: TrainingSet<FrameLabels> = {
      frames: noise.frames,
      example: (index) => ({
        ...noise.example(index, 0),
        target: [...Array(noise.frames(0)[index]!)].map(() => random.int(2)),
      }),
    };
    const { end } = await train({ epochs: 200, patience: 2, dev });
    expect(end).toBe('no-improvement');
  });
});
