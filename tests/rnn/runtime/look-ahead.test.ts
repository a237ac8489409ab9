/** A bidirectional encoder in chunks: what it sees of the future, and what it carries over from the past. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { Encoder } from '../../../src/rnn/runtime/encoder.js';
import { parseSavedModel } from '../../../src/rnn/runtime/saved-model.js';
import { type LayerDescription, Network } from '../../../src/rnn/train/network.js';
import { packNetwork } from '../../../src/rnn/train/save.js';
import { generator, uniform } from '../kernels/reference.js';

const INPUTS = 4;
/** Frames of input under one of output. */
const STEP = 3;
const UNITS = 5;
const FRAMES = 40;

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.load();
});
afterAll(() => kernels.close());

const lstm: LayerDescription = { kind: 'recurrent', cell: { kind: 'lstm', units: 16 }, bidirectional: true };
const gru: LayerDescription = {
  kind: 'recurrent',
  cell: { kind: 'gru', units: 16, resetAfter: true },
  bidirectional: true,
};
const forwards: LayerDescription = { kind: 'recurrent', cell: { kind: 'lstm', units: 16 } };

async function encoderOf(...recurrent: LayerDescription[]): Promise<Encoder> {
  const description = {
    inputs: INPUTS,
    layers: [
      { kind: 'window', taps: STEP, step: STEP, padding: 'valid' } as const,
      ...recurrent,
      { kind: 'dense', units: UNITS } as const,
    ],
  };
  using network = new Network(kernels, description, 7);
  const { json, data } = packNetwork(network, { dtype: 'float32' });
  return Encoder.load(parseSavedModel(JSON.parse(JSON.stringify(json)), data), { kernels });
}

/** The outputs in chunks of `size` frames, each with `sight` more in sight. */
function inChunks(encoder: Encoder, frames: Float32Array, size: number, sight: number): number[] {
  const stream = encoder.lookAhead();
  const out: number[] = [];
  let t = 0;
  for (; t + size + sight < FRAMES; t += size) {
    out.push(...stream.push(frames.subarray(t * INPUTS, (t + size + sight) * INPUTS), size).settled);
  }
  out.push(...stream.finish(frames.subarray(t * INPUTS)));
  stream.close();
  return out;
}

function furthest(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  return Array.from(actual, (value, i) => Math.abs(value - expected[i]!)).reduce((a, b) => Math.max(a, b), 0);
}

describe('an encoder that looks ahead', () => {
  it.each([
    ['LSTM', lstm],
    ['GRU', gru],
  ])('%s: with all the rest in sight gives the outputs of the whole', async (_, layer) => {
    const encoder = await encoderOf(layer, layer);
    const frames = uniform(generator(1), FRAMES * INPUTS);
    const whole = encoder.run(frames);
    const stream = encoder.lookAhead();
    for (const size of [1, 3, 7, 12]) {
      const out: number[] = [];
      let t = 0;
      for (; t + size < FRAMES; t += size)
        out.push(...stream.push(frames.subarray(t * INPUTS), size).settled);
      out.push(...stream.finish(frames.subarray(t * INPUTS)));
      expect(furthest(out, whole)).toBeLessThan(1e-6);
    }
    stream.close();
    await encoder.close();
  });

  it('comes closer the further it sees, and sees no further', async () => {
    const encoder = await encoderOf(lstm, lstm);
    const frames = uniform(generator(2), FRAMES * INPUTS);
    const whole = encoder.run(frames);
    const off = [0, 9, 21].map((sight) => furthest(inChunks(encoder, frames, 6, sight), whole));
    expect(off[0]).toBeGreaterThan(1.3 * off[1]!);
    expect(off[1]).toBeGreaterThan(1.3 * off[2]!);
    const [stream, seen] = [encoder.lookAhead(), frames.subarray(0, 15 * INPUTS)];
    const { settled, ahead } = stream.push(seen, 6);
    expect(settled.length).toBe(2 * UNITS);
    expect(furthest([...settled, ...ahead], encoder.run(seen))).toBeLessThan(1e-6);
    stream.close();
    await encoder.close();
  });

  it('loses nothing where all layers run forwards', async () => {
    const encoder = await encoderOf(forwards, forwards);
    const frames = uniform(generator(3), FRAMES * INPUTS);
    expect(furthest(inChunks(encoder, frames, 6, 7), encoder.run(frames))).toBeLessThan(1e-6);
    await encoder.close();
  });

  it('gives all memory back', () => {
    expect(kernels.arena.used).toBe(0);
  });
});
