/** Scores while an utterance is said: the offline ones where all is in sight, the same however the samples come. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normalizeUtterance } from '../../../src/audio/cmvn.js';
import { extractMfcc } from '../../../src/audio/mfcc.js';
import { resolveMfccOptions } from '../../../src/audio/mfcc-options.js';
import { createRandom } from '../../../src/random.js';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { Encoder } from '../../../src/rnn/runtime/encoder.js';
import { parseSavedModel } from '../../../src/rnn/runtime/saved-model.js';
import { Network } from '../../../src/rnn/train/network.js';
import { packNetwork } from '../../../src/rnn/train/save.js';
import { encoderDescription } from '../../../src/speech/neural/encoder-network.js';
import { LookAheadScores } from '../../../src/speech/neural/look-ahead-scores.js';
import { say } from './tone-model.js';

const MFCC = resolveMfccOptions({ coefficients: 40, engine: 'plain' });
const samples = say(['SEE', 'NO', 'SUE'], createRandom(2));

let kernels: Kernels;
let encoder: Encoder;
let whole: Float32Array;
beforeAll(async () => {
  kernels = await Kernels.load();
  const shape = { features: 40, layers: 2, units: 16, bidirectional: true, dropout: 0 };
  using network = new Network(kernels, encoderDescription(shape, 7), 3);
  const { json, data } = packNetwork(network, { dtype: 'float32' });
  encoder = await Encoder.load(parseSavedModel(JSON.parse(JSON.stringify(json)), data), { kernels });
  whole = encoder.run(normalizeUtterance(extractMfcc(samples, MFCC), { variance: true }).data);
});
afterAll(async () => {
  await encoder.close();
  await kernels.close();
});

function scores(rightFrames: number, pieceSamples: number): number[] {
  const stream = new LookAheadScores(encoder.lookAhead(), MFCC, { chunkFrames: 6, rightFrames });
  const out: number[] = [];
  for (let at = 0; at < samples.length; at += pieceSamples) {
    out.push(...stream.push(samples.subarray(at, at + pieceSamples)).settled);
  }
  out.push(...stream.finish());
  stream.close();
  return out;
}

const off = (values: readonly number[]) =>
  values.reduce((sum, value, i) => sum + Math.abs(value - whole[i]!), 0) / whole.length;

describe('scores that look ahead', () => {
  it('are those of the whole where everything is waited for', () => {
    const all = scores(Number.POSITIVE_INFINITY, 1600);
    expect(all.length).toBe(whole.length);
    expect(off(all)).toBeLessThan(1e-5);
  });

  it('are as many with little in sight, and further off', () => {
    const near = scores(6, 1600);
    expect(near.length).toBe(whole.length);
    expect(off(near)).toBeGreaterThan(off(scores(30, 1600)));
  });

  it('do not depend on how the samples come', () => {
    const one = scores(12, 161);
    expect(scores(12, 9999)).toEqual(one);
  });
});
