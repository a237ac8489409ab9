/** The public API of the HMM library: re-exports only. */
export { createRandom, type Random, restoreRandom } from '../random.js';
export type { FitOptions, FitProgress, FitReport, TrainSwitches } from './baum-welch.js';
export type { Emission, EmissionDescription, EmissionSwitches, EmissionUpdate } from './emission.js';
export { DiscreteEmission } from './emissions/discrete.js';
export { GaussianDiagonal } from './emissions/gaussian-diagonal.js';
export { GaussianFull } from './emissions/gaussian-full.js';
export { GaussianMixture } from './emissions/gaussian-mixture.js';
export { PoissonEmission } from './emissions/poisson.js';
export { asMixture, growMixtures, splitMixture } from './grow-mixtures.js';
export { Hmm, type HmmDescription, type Posteriors, type Sample } from './hmm.js';
export type { InformationCriteria } from './information-criteria.js';
export {
  type InitialGaussianOptions,
  type InitialOptions,
  initialGaussian,
  initialMixture,
  initialPoisson,
} from './initialize.js';
export { type Clusters, type KmeansOptions, kmeans } from './kmeans.js';
export { frames, type Observations, type Sequence } from './observations.js';
export { stationaryDistribution } from './stationary.js';
export { type Arc, Topology, type TopologyDescription } from './topology.js';
export { ergodic, type LeftToRightOptions, leftToRight } from './topology-builders.js';
export type { TransitionPriors } from './transition-update.js';
export type { StatePath } from './viterbi.js';
