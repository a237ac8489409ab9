/** A hidden Markov model as one object: score, decode, sample, train, save. The mathematics is in the files beside. */
import type { Random } from '../random.js';
import { baumWelch, type FitOptions, type FitReport, refuseImpossible } from './baum-welch.js';
import { drawIndex } from './categorical.js';
import { checkWhole, refuse } from './checks.js';
import type { Emission } from './emission.js';
import { emissionFromJSON, type KnownEmission } from './emissions/from-json.js';
import { backward, forward } from './forward-backward.js';
import { type InformationCriteria, informationCriteria } from './information-criteria.js';
import { type Observations, type Sequence, toObservationList, toObservations } from './observations.js';
import { Topology, type TopologyDescription } from './topology.js';
import { type StatePath, viterbi } from './viterbi.js';

const FORMAT = 'utterly-hmm';
const VERSION = 1;

/** A model in JSON. */
export interface HmmDescription {
  format: typeof FORMAT;
  version: typeof VERSION;
  topology: TopologyDescription;
  emission: KnownEmission;
}

/** State probabilities of every frame, given the whole sequence. */
export interface Posteriors {
  /** p(state i at t | all frames), rows summing to 1. // [T, N] */
  gamma: Float64Array;
  /** The most probable state of each frame by itself; the path they form may be impossible. // [T] */
  states: Int32Array;
  logLikelihood: number;
}

/** A sequence drawn from a model. */
export interface Sample {
  observations: Observations;
  /** // [T] */
  states: Int32Array;
}

/** A topology with emissions. {@link fit} changes it; everything else leaves it as it is. */
export class Hmm {
  #topology: Topology;
  readonly emission: Emission;

  /** @throws InputError when the two differ in the number of states. */
  constructor(topology: Topology, emission: Emission) {
    if (topology.states !== emission.states) {
      const found = `a topology of ${topology.states} states and emissions of ${emission.states}`;
      refuse('hmm-states', found, 'the same number', 'Give one emission per state.');
    }
    this.#topology = topology;
    this.emission = emission;
  }

  /** Transition structure and probabilities, replaced by {@link fit}. */
  get topology(): Topology {
    return this.#topology;
  }

  /** Number of states N. */
  get states(): number {
    return this.#topology.states;
  }

  /**
   * Trains by Baum–Welch from the present parameters, which Gaussians should take from {@link initialGaussian}.
   *
   * @throws InputError on unfit data or options, or a sequence the present parameters cannot produce.
   */
  fit(sequences: readonly Sequence[], options: FitOptions = {}): FitReport {
    const list = toObservationList(sequences);
    for (const one of list) this.emission.check(one);
    const { topology, report } = baumWelch(this.#topology, this.emission, list, options);
    this.#topology = topology;
    return report;
  }

  /** Natural-log likelihood of a sequence, summed over all state paths; -Infinity when impossible. */
  score(sequence: Sequence): number {
    const { logB, frames } = this.#observe(sequence);
    return forward(this.#topology, logB, frames, new Float64Array(frames * this.states));
  }

  /** The most probable state path. @throws InputError when the model cannot produce the sequence. */
  viterbi(sequence: Sequence): StatePath {
    const { logB, frames } = this.#observe(sequence);
    const path = viterbi(this.#topology, logB, frames);
    if (path.logProbability === Number.NEGATIVE_INFINITY) this.#forward(logB, frames);
    return path;
  }

  /** State posteriors (smoothing). @throws InputError when the model cannot produce the sequence. */
  posteriors(sequence: Sequence): Posteriors {
    const { logB, frames } = this.#observe(sequence);
    const N = this.states;
    const { alpha: gamma, logLikelihood } = this.#forward(logB, frames);
    backward(this.#topology, logB, frames, gamma);
    const states = Int32Array.from({ length: frames }, (_, t) => {
      let best = 0;
      for (let i = 1; i < N; i++) if (gamma[t * N + i]! > gamma[t * N + best]!) best = i;
      return best;
    });
    return { gamma, states, logLikelihood };
  }

  /**
   * Where the model will be in the frame after the last: p(state at T | frames 0 … T − 1), given that one follows.
   *
   * @returns // [N]
   * @throws InputError when the model cannot produce the sequence, or must end after it.
   */
  nextStates(sequence: Sequence): Float64Array {
    const { logB, frames } = this.#observe(sequence);
    const { states: N, arcStart, arcTarget, probability } = this.#topology;
    const { alpha } = this.#forward(logB, frames, false);
    const next = new Float64Array(N);
    for (let i = 0; i < N; i++) {
      const here = Math.exp(alpha[(frames - 1) * N + i]!);
      for (let a = arcStart[i]!; a < arcStart[i + 1]!; a++) next[arcTarget[a]!]! += here * probability[a]!;
    }
    const total = next.reduce((a, b) => a + b);
    if (total === 0)
      refuse('hmm-ended', 'a complete sequence', 'one that may go on', 'Pass its beginning only.');
    return next.map((p) => p / total);
  }

  /**
   * Draws a sequence of `length` frames, or fewer if the model has an end and comes to it.
   *
   * @throws InputError when `length` is not a whole number above 0.
   */
  sample(length: number, random: Random): Sample {
    checkWhole('hmm-sample', 'length', length, 1);
    const { states: N, start, arcStart, arcTarget, probability, end } = this.#topology;
    const D = this.emission.dimensions;
    const states: number[] = [];
    const values = new Float64Array(length * D);
    let state = drawIndex(start, 0, N, random);
    for (;;) {
      values.set(this.emission.sample(state, random), states.length * D);
      states.push(state);
      if (states.length === length) break;
      const from = arcStart[state]!;
      const final = from === arcStart[state + 1]!;
      if (final || (end !== undefined && random.next() < end[state]!)) break;
      state = arcTarget[from + drawIndex(probability, from, arcStart[state + 1]! - from, random)]!;
    }
    const observations = { length: states.length, dimensions: D, values: values.slice(0, states.length * D) };
    return { observations, states: Int32Array.from(states) };
  }

  /** Number of free parameters: transitions, starts, ends and emissions. */
  freeParameters(): number {
    return this.#topology.freeParameters() + this.emission.freeParameters();
  }

  /** Akaike's and Schwarz's criteria on some sequences, for comparing models on the same data. */
  criteria(sequences: readonly Sequence[]): InformationCriteria {
    const list = toObservationList(sequences);
    const logLikelihood = list.reduce((sum, one) => sum + this.score(one), 0);
    const frames = list.reduce((sum, one) => sum + one.length, 0);
    return informationCriteria(logLikelihood, this.freeParameters(), frames);
  }

  toJSON(): HmmDescription {
    const emission = this.emission.toJSON() as KnownEmission;
    return { format: FORMAT, version: VERSION, topology: this.#topology.toJSON(), emission };
  }

  /** @throws InputError when `json` is not what {@link toJSON} makes. */
  static fromJSON(json: unknown): Hmm {
    const { format, version, topology, emission } = (json ?? {}) as Partial<HmmDescription>;
    const remedy = 'Pass a file written by save().';
    if (format !== FORMAT || version !== VERSION) {
      const found = `format ${format}, version ${version}`;
      refuse('hmm-file', found, `format ${FORMAT}, version ${VERSION}`, remedy);
    }
    if (
      !Array.isArray(topology?.start) ||
      !Array.isArray(topology.arcs) ||
      !topology.arcs.every(Array.isArray) ||
      !emission
    ) {
      return refuse('hmm-file', 'a part missing', 'start probabilities, arcs and emissions', remedy);
    }
    return new Hmm(Topology.fromArcs(topology), emissionFromJSON(emission));
  }

  /** Writes the model as JSON, every number exactly. */
  async save(path: string): Promise<void> {
    // Node's file system is imported here only, so that the rest runs in a browser.
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, `${JSON.stringify(this)}\n`);
  }

  /** Reads what {@link save} wrote. @throws InputError when the file holds no such model. */
  static async load(path: string): Promise<Hmm> {
    const { readFile } = await import('node:fs/promises');
    let json: unknown;
    try {
      json = JSON.parse(await readFile(path, 'utf8'));
    } catch (error) {
      const expected = `a model of format ${FORMAT}`;
      refuse('hmm-file', `${path}: ${(error as Error).message}`, expected, 'Pass a file written by save().');
    }
    return Hmm.fromJSON(json);
  }

  #observe(sequence: Sequence): { logB: Float64Array; frames: number } {
    const observations = toObservations(sequence);
    this.emission.check(observations);
    return { logB: this.emission.logLikelihoods(observations), frames: observations.length };
  }

  /** The forward pass of a sequence that must be possible (and, with `whole`, must end where it ends). */
  #forward(logB: Float64Array, frames: number, whole = true): { alpha: Float64Array; logLikelihood: number } {
    const alpha = new Float64Array(frames * this.states);
    const logLikelihood = forward(this.#topology, logB, frames, alpha);
    const reached = alpha.subarray((frames - 1) * this.states).some((x) => x > Number.NEGATIVE_INFINITY);
    const possible = whole ? logLikelihood > Number.NEGATIVE_INFINITY : reached;
    if (!possible) refuseImpossible(this.#topology, alpha, frames);
    return { alpha, logLikelihood };
  }
}
