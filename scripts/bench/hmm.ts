/** Speed of the HMM library, in frames a second of processor time, best of five: `node dist/scripts/bench/hmm.js`. */
import type { Emission } from '../../src/hmm/emission.js';
import { DiscreteEmission } from '../../src/hmm/emissions/discrete.js';
import { GaussianDiagonal } from '../../src/hmm/emissions/gaussian-diagonal.js';
import { GaussianFull } from '../../src/hmm/emissions/gaussian-full.js';
import { asMixture, splitMixture } from '../../src/hmm/grow-mixtures.js';
import { Hmm } from '../../src/hmm/hmm.js';
import type { Observations } from '../../src/hmm/observations.js';
import type { Topology } from '../../src/hmm/topology.js';
import { ergodic, leftToRight } from '../../src/hmm/topology-builders.js';
import { createRandom } from '../../src/random.js';

const SEQUENCES = 20;
const LENGTH = 1000;
const ITERATIONS = 5;
const random = createRandom(1);

function best(run: () => void): number {
  let seconds = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 5; k++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  return seconds;
}

function row(name: string, topology: Topology, emission: Emission): void {
  const model = new Hmm(topology, emission);
  const data: Observations[] = Array.from(
    { length: SEQUENCES },
    () => model.sample(LENGTH, random).observations,
  );
  const total = SEQUENCES * LENGTH;
  const fit = () => {
    model.fit(data, { maxIterations: ITERATIONS, tolerance: 0 });
  };
  const rates = {
    'Baum–Welch': (total * ITERATIONS) / best(fit),
    score: total / best(() => data.forEach((one) => void model.score(one))),
    Viterbi: total / best(() => data.forEach((one) => void model.viterbi(one))),
  };
  const text = Object.entries(rates).map(([what, rate]) => `${what} ${(rate / 1000).toFixed(0)} k/s`);
  process.stdout.write(`${name.padEnd(54)}${text.join('   ')}\n`);
}

const gaussian = (states: number, D: number) => {
  const rows = (make: () => number) => Array.from({ length: states }, () => Array.from({ length: D }, make));
  return new GaussianDiagonal(
    rows(() => 2 * random.normal()),
    rows(() => 0.5 + random.next()),
  );
};
const full = (states: number, D: number) => {
  const identity = Array.from({ length: D }, (_, r) =>
    Array.from({ length: D }, (_, c) => (r === c ? 1 : 0.1)),
  );
  return new GaussianFull(gaussian(states, D).toJSON().means, new Array(states).fill(identity));
};

row('8 states, discrete, 16 symbols', ergodic(8, { stay: 0.8 }), DiscreteEmission.random(8, 16, random));
for (const D of [1, 2, 13, 39]) {
  row(`8 states, diagonal Gaussian, D = ${D}`, ergodic(8, { stay: 0.8 }), gaussian(8, D));
}
row('8 states, full Gaussian, D = 13', ergodic(8, { stay: 0.8 }), full(8, 13));
row('8 states, mixture of 4, D = 13', ergodic(8, { stay: 0.8 }), splitMixture(asMixture(gaussian(8, 13)), 4));
row('100 states left to right, diagonal Gaussian, D = 2', leftToRight(100, { stay: 0.9 }), gaussian(100, 2));
