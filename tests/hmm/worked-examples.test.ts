/** Published worked examples, to their printed digits. */
import { describe, expect, it } from 'vitest';
import { DiscreteEmission } from '../../src/hmm/emissions/discrete.js';
import { backward, forward } from '../../src/hmm/forward-backward.js';
import { Hmm } from '../../src/hmm/hmm.js';
import { Topology } from '../../src/hmm/topology.js';

const discrete = (start: number[], transitions: number[][], emissions: number[][]) =>
  new Hmm(Topology.fromMatrix(start, transitions), new DiscreteEmission(emissions));

/** Joint probability of the first `frames` symbols and each state at the last of them: the textbook α. */
function alphaOf(model: Hmm, symbols: number[], frames: number): number[] {
  const part = symbols.slice(0, frames);
  const { gamma, logLikelihood } = model.posteriors(part);
  return Array.from(gamma.subarray((frames - 1) * model.states), (p) => p * Math.exp(logLikelihood));
}

describe('Wikipedia', () => {
  it('Viterbi algorithm: Healthy, Healthy, Fever with probability 0.01512', () => {
    const emissions = [
      [0.5, 0.4, 0.1], // Healthy: normal, cold, dizzy
      [0.1, 0.3, 0.6], // Fever
    ];
    const model = discrete(
      [0.6, 0.4],
      [
        [0.7, 0.3],
        [0.4, 0.6],
      ],
      emissions,
    );
    const path = model.viterbi([0, 1, 2]);
    expect(Array.from(path.states)).toEqual([0, 0, 1]);
    expect(Math.exp(path.logProbability)).toBeCloseTo(0.01512, 12);
  });

  it('Forward–backward algorithm: the umbrella world, day 0 (no observation) to day 5', () => {
    const topology = Topology.fromMatrix(
      [0.5, 0.5],
      [
        [0.7, 0.3],
        [0.3, 0.7],
      ],
    );
    const umbrella = [0.9, 0.2];
    const none = [0.1, 0.8];
    const evidence = [[1, 1], umbrella, umbrella, none, umbrella, umbrella];
    const logB = Float64Array.from(evidence.flat(), Math.log);
    const gamma = new Float64Array(12);
    const logLikelihood = forward(topology, logB, 6, gamma);
    expect(logLikelihood.toFixed(4)).toBe('-3.3725');
    backward(topology, logB, 6, gamma);
    const rain = [0, 1, 2, 3, 4, 5].map((t) => gamma[t * 2]!.toFixed(4));
    expect(rain).toEqual(['0.6469', '0.8673', '0.8204', '0.3075', '0.8204', '0.8673']);
  });

  it('Baum–Welch algorithm: likeliest states of two days of eggs, and their probabilities', () => {
    // The page's re-estimation picks best paths of overlapping pairs and is not Baum–Welch; its table of pairs is
    // Viterbi's. Our Baum–Welch on this example is held against hmmlearn in goldens.test.ts.
    const model = discrete(
      [0.2, 0.8],
      [
        [0.5, 0.5],
        [0.3, 0.7],
      ],
      [
        [0.3, 0.7],
        [0.8, 0.2],
      ],
    );
    const [no, egg] = [0, 1];
    const table = [
      { pair: [no, no], states: [1, 1], probability: '0.3584' },
      { pair: [no, egg], states: [1, 0], probability: '0.1344' },
      { pair: [egg, egg], states: [0, 0], probability: '0.0490' },
      { pair: [egg, no], states: [1, 1], probability: '0.0896' },
    ];
    for (const { pair, states, probability } of table) {
      const path = model.viterbi(pair);
      expect(Array.from(path.states)).toEqual(states);
      expect(Math.exp(path.logProbability).toFixed(4)).toBe(probability);
    }
  });
});

describe('textbooks', () => {
  it('Jurafsky and Martin, Speech and Language Processing, 3rd ed., ice creams 3 1 3: trellis figures', () => {
    const [hot, cold] = [0, 1];
    const model = discrete(
      [0.8, 0.2],
      [
        [0.6, 0.4],
        [0.5, 0.5],
      ],
      [
        [0.2, 0.4, 0.4],
        [0.5, 0.4, 0.1],
      ],
    );
    const eaten = [2, 0, 2];
    expect(alphaOf(model, eaten, 1)[hot]).toBeCloseTo(0.32, 12);
    expect(alphaOf(model, eaten, 1)[cold]).toBeCloseTo(0.02, 12);
    expect(alphaOf(model, eaten, 2)[hot]).toBeCloseTo(0.0404, 12);
    expect(alphaOf(model, eaten, 2)[cold]).toBeCloseTo(0.069, 12);
    // Viterbi figure: v2(cold) = max(.32 · .20, .02 · .25) = .064, the better of the two states.
    expect(Math.exp(model.viterbi(eaten.slice(0, 2)).logProbability)).toBeCloseTo(0.064, 12);
  });

  it('Rabiner 1989, II.A: sunny, sunny, rain, rain, sunny, cloudy, sunny after a sunny day: 1.536e-4', () => {
    const weather = [
      [0.4, 0.3, 0.3],
      [0.2, 0.6, 0.2],
      [0.1, 0.1, 0.8],
    ];
    const observed = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]; // a Markov chain is an HMM that hides nothing
    const model = discrete([0, 0, 1], weather, observed);
    expect(Math.exp(model.score([2, 2, 2, 0, 0, 2, 1, 2])) * 1e4).toBeCloseTo(1.536, 12);
  });

  it('Huang, Acero and Hon 2001, p. 385: Dow Jones, up and up again', () => {
    const transitions = [
      [0.6, 0.2, 0.2],
      [0.5, 0.3, 0.2],
      [0.4, 0.1, 0.5],
    ]; // bull, bear, steady
    const emissions = [
      [0.7, 0.1, 0.2],
      [0.1, 0.6, 0.3],
      [0.3, 0.3, 0.4],
    ]; // up, down, unchanged
    const model = discrete([0.5, 0.2, 0.3], transitions, emissions);
    expect(alphaOf(model, [0, 0], 1).map((p) => p.toFixed(2))).toEqual(['0.35', '0.02', '0.09']);
    expect(alphaOf(model, [0, 0], 2).map((p) => p.toFixed(4))).toEqual(['0.1792', '0.0085', '0.0357']);
  });

  it('Rosalind BA10K (Compeau and Pevzner): Baum–Welch learning of a two-state model', () => {
    // Printed rows of emissions sum to 0.999 and 1.001; the difference is made up in the last symbol.
    const symbols = [...'xzyyzyzyxy'].map((symbol) => 'xyz'.indexOf(symbol));
    const model = discrete(
      [0.5, 0.5],
      [
        [0.019, 0.981],
        [0.668, 0.332],
      ],
      [
        [0.175, 0.003, 0.822],
        [0.196, 0.512, 0.292],
      ],
    );
    model.fit([symbols], { maxIterations: 10, tolerance: 0, train: { start: false } });
    const digits = (rows: number[][]) => rows.map((row) => row.map((p) => p.toFixed(3)));
    expect(digits(model.topology.matrix())).toEqual([
      ['0.000', '1.000'],
      ['0.786', '0.214'],
    ]);
    const { probabilities } = (model.emission as DiscreteEmission).toJSON();
    expect(digits(probabilities)).toEqual([
      ['0.242', '0.000', '0.758'],
      ['0.172', '0.828', '0.000'],
    ]);
  });
});
