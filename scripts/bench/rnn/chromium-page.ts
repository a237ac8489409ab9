/** What the bench runs inside the browser's page: the inference runtime as a page would use it. */
import { Encoder } from '../../../src/rnn/runtime/encoder.js';

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
  /** One run. @returns milliseconds */
  run(): number {
    const start = performance.now();
    encoder!.run(frames);
    return performance.now() - start;
  },
};

Object.assign(globalThis, { bench });
