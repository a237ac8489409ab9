/** What the bench runs inside the browser's page: the inference runtime as a page would use it. */
import { Encoder } from '../../../src/rnn/runtime/encoder.js';
import { median } from './plan.js';

let encoder: Encoder | undefined;
let frames: Float32Array;

/** The page's functions, as {@link chromium} calls them. */
export const bench = {
  /** Loads the model with a number of threads. @returns what it gives for the frames */
  async prepare(threads: number, values: number[]): Promise<number[]> {
    await encoder?.close();
    encoder = await Encoder.load('/model/model.json', { threads, recurrentWeights: 'int16' });
    frames = Float32Array.from(values);
    return [...encoder.run(frames)];
  },
  /** So many runs in a row. @returns milliseconds of the middle one */
  run(runs: number): number {
    const times = Array.from({ length: runs }, () => {
      const start = performance.now();
      encoder!.run(frames);
      return performance.now() - start;
    });
    return median(times);
  },
};

Object.assign(globalThis, { bench });
