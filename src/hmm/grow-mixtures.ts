/** Mixtures grown from single Gaussians: split the heaviest components, train, and so on up to the wanted number. */
import type { FitOptions, FitReport } from './baum-welch.js';
import { checkWhole, refuse, rowsOf } from './checks.js';
import type { GaussianDiagonal } from './emissions/gaussian-diagonal.js';
import { GaussianMixture } from './emissions/gaussian-mixture.js';
import { Hmm } from './hmm.js';
import type { Sequence } from './observations.js';

/** How far, in standard deviations, the halves of a split component move apart from its mean (as in HTK's HHEd). */
const STEP = 0.2;

/** The same density as a mixture of one component. */
export function asMixture(emission: GaussianDiagonal): GaussianMixture {
  const { dimensions: D, states: N } = emission;
  const cube = (flat: Float64Array) => rowsOf(flat, D).map((row) => [row]);
  return new GaussianMixture(new Array(N).fill([1]), cube(emission.means), cube(emission.variances));
}

/**
 * Splits the heaviest component of each state again and again until there are `components`.
 *
 * @throws InputError when the mixture has more than `components` already.
 */
export function splitMixture(mixture: GaussianMixture, components: number): GaussianMixture {
  checkWhole('hmm-split', 'components', components, 1);
  if (components < mixture.components) {
    refuse(
      'hmm-split',
      `${mixture.components} components`,
      `at most ${components}`,
      'Splitting only adds some.',
    );
  }
  const { weights, means, variances } = mixture.toJSON();
  for (let i = 0; i < mixture.states; i++) {
    while (weights[i]!.length < components) {
      const m = weights[i]!.indexOf(Math.max(...weights[i]!));
      const mean = means[i]![m]!;
      const variance = variances[i]![m]!;
      const moved = (sign: number) => mean.map((x, d) => x + sign * STEP * Math.sqrt(variance[d]!));
      weights[i]![m]! /= 2;
      weights[i]!.push(weights[i]![m]!);
      means[i]!.push(moved(1));
      means[i]![m] = moved(-1);
      variances[i]!.push(variance);
    }
  }
  return new GaussianMixture(weights, means, variances);
}

/**
 * Trains a model of diagonal Gaussians, or mixtures, up to `components` per state, doubling them and training in turn.
 * The given model is left as it is.
 *
 * @param options - of each training in between and of the last
 * @returns the model and the report of every training, the first being that of the components it came with
 */
export function growMixtures(
  model: Hmm,
  sequences: readonly Sequence[],
  components: number,
  options: FitOptions = {},
): { model: Hmm; reports: FitReport[] } {
  const { emission } = Hmm.fromJSON(JSON.parse(JSON.stringify(model)));
  let mixture: GaussianMixture;
  if (emission.kind === 'gaussian-mixture') mixture = emission as GaussianMixture;
  else if (emission.kind === 'gaussian-diagonal') mixture = asMixture(emission as GaussianDiagonal);
  else
    refuse(
      'hmm-split',
      `emissions of kind ${emission.kind}`,
      'diagonal Gaussians',
      'Start from initialGaussian().',
    );
  let grown = new Hmm(model.topology, mixture);
  const reports = [grown.fit(sequences, options)];
  while (mixture.components < components) {
    mixture = splitMixture(mixture, Math.min(components, mixture.components * 2));
    grown = new Hmm(grown.topology, mixture);
    reports.push(grown.fit(sequences, options));
  }
  return { model: grown, reports };
}
