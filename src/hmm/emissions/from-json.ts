/** Brings an emission back from its JSON form. */
import { refuse } from '../checks.js';
import type { Emission } from '../emission.js';
import { type DiscreteDescription, DiscreteEmission } from './discrete.js';
import { GaussianDiagonal, type GaussianDiagonalDescription } from './gaussian-diagonal.js';
import { GaussianFull, type GaussianFullDescription } from './gaussian-full.js';
import { GaussianMixture, type GaussianMixtureDescription } from './gaussian-mixture.js';
import { type PoissonDescription, PoissonEmission } from './poisson.js';

/** Any emission of this folder in JSON. */
export type KnownEmission =
  | DiscreteDescription
  | PoissonDescription
  | GaussianDiagonalDescription
  | GaussianFullDescription
  | GaussianMixtureDescription;

/** The lists of numbers that each kind must have. */
const PARAMETERS: Record<KnownEmission['kind'], readonly string[]> = {
  discrete: ['probabilities'],
  poisson: ['rates'],
  'gaussian-diagonal': ['means', 'variances'],
  'gaussian-full': ['means', 'covariances'],
  'gaussian-mixture': ['weights', 'means', 'variances'],
};

/** @throws InputError when the kind is unknown or the parameters are missing or not valid. */
export function emissionFromJSON(json: KnownEmission): Emission {
  for (const name of PARAMETERS[json.kind] ?? []) {
    if (isNumbers((json as unknown as Record<string, unknown>)[name])) continue;
    refuse(
      'hmm-file',
      `${name} that are not lists of numbers`,
      'lists of numbers',
      'Pass a file written by save().',
    );
  }
  switch (json.kind) {
    case 'discrete':
      return new DiscreteEmission(json.probabilities);
    case 'poisson':
      return new PoissonEmission(json.rates);
    case 'gaussian-diagonal':
      return new GaussianDiagonal(json.means, json.variances, { spherical: json.spherical });
    case 'gaussian-full':
      return new GaussianFull(json.means, json.covariances, { tied: json.tied });
    case 'gaussian-mixture':
      return new GaussianMixture(json.weights, json.means, json.variances);
    default: {
      const found = `an emission of kind ${(json as { kind?: unknown }).kind}`;
      const expected = 'discrete, poisson, gaussian-diagonal, gaussian-full or gaussian-mixture';
      return refuse('hmm-file', found, expected, 'The file may be of a newer version: update this package.');
    }
  }
}

/** Whether `value` is a list, however deep, of nothing but numbers. */
function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number' || isNumbers(entry));
}
