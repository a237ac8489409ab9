/** Random models and data for property tests. */
import fc from 'fast-check';
import type { Emission } from '../../src/hmm/emission.js';
import { DiscreteEmission } from '../../src/hmm/emissions/discrete.js';
import { GaussianDiagonal } from '../../src/hmm/emissions/gaussian-diagonal.js';
import { GaussianFull } from '../../src/hmm/emissions/gaussian-full.js';
import { GaussianMixture } from '../../src/hmm/emissions/gaussian-mixture.js';
import { PoissonEmission } from '../../src/hmm/emissions/poisson.js';
import { Hmm } from '../../src/hmm/hmm.js';
import { Topology } from '../../src/hmm/topology.js';
import { createRandom, type Random } from '../../src/random.js';

/** A distribution over `size` outcomes, some of them impossible with chance `zeros`. */
export function distribution(random: Random, size: number, zeros = 0): number[] {
  const weights: number[] = Array.from({ length: size }, () =>
    random.next() < zeros ? 0 : 0.05 + random.next(),
  );
  if (!weights.some((w) => w > 0)) weights[random.int(size)] = 1;
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((w) => w / sum);
}

/** A topology with structural zeros, with or without an end; every state can end. */
export function randomTopology(random: Random, states: number, withEnd: boolean, zeros = 0.3): Topology {
  const start = distribution(random, states, zeros);
  const rows = Array.from({ length: states }, () => distribution(random, states + (withEnd ? 1 : 0), zeros));
  if (!withEnd) return Topology.fromMatrix(start, rows);
  const end = rows.map((row) => row.pop()!);
  return Topology.fromMatrix(start, rows, end);
}

/** Kinds of emission under test. */
export const KINDS = ['discrete', 'poisson', 'diagonal', 'spherical', 'full', 'tied', 'mixture'] as const;

/** Random parameters for one of {@link KINDS}; two dimensions except for `discrete`. */
export function randomEmission(random: Random, kind: (typeof KINDS)[number], states: number): Emission {
  const list = <T>(length: number, make: (index: number) => T) => Array.from({ length }, (_, i) => make(i));
  const mean = () => [3 * random.normal(), 3 * random.normal()];
  const variance = () => [0.3 + random.next(), 0.3 + random.next()];
  const covariance = () => {
    const [a, b] = variance() as [number, number];
    const c = (random.next() - 0.5) * Math.sqrt(a * b);
    return [
      [a, c],
      [c, b],
    ];
  };
  switch (kind) {
    case 'discrete':
      return new DiscreteEmission(list(states, () => distribution(random, 4)));
    case 'poisson':
      return new PoissonEmission(list(states, () => [0.2 + 9 * random.next(), 0.2 + 9 * random.next()]));
    case 'diagonal':
      return new GaussianDiagonal(list(states, mean), list(states, variance));
    case 'spherical': {
      const variances = list(states, () => new Array<number>(2).fill(0.3 + random.next()));
      return new GaussianDiagonal(list(states, mean), variances, { spherical: true });
    }
    case 'full':
      return new GaussianFull(list(states, mean), list(states, covariance));
    case 'tied':
      return new GaussianFull(list(states, mean), [covariance()], { tied: true });
    case 'mixture':
      return new GaussianMixture(
        list(states, () => distribution(random, 2)),
        list(states, () => list(2, mean)),
        list(states, () => list(2, variance)),
      );
  }
}

/** A model and a generator to draw data with. */
export const modelArbitrary = fc
  .record({
    seed: fc.nat(1e6),
    states: fc.integer({ min: 1, max: 4 }),
    kind: fc.constantFrom(...KINDS),
    withEnd: fc.boolean(),
  })
  .map(({ seed, states, kind, withEnd }) => {
    const random = createRandom(seed);
    const topology = randomTopology(random, states, withEnd);
    return { random, kind, model: new Hmm(topology, randomEmission(random, kind, states)) };
  });

/** A random log-density table with -Infinity entries. // [T, N] */
export function randomLogB(random: Random, frames: number, states: number, zeros = 0.2): Float64Array {
  return Float64Array.from({ length: frames * states }, () => {
    return random.next() < zeros ? Number.NEGATIVE_INFINITY : 4 * random.normal();
  });
}
