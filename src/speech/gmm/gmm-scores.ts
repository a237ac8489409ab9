/** Acoustic scores of Gaussian mixtures: an entry of the [T, S] table is computed when first asked for. */
import type { FeatureMatrix } from '../../audio/features.js';
import type { AcousticScores } from '../../decode/acoustic-scores.js';
import type { GmmSet } from '../../hmm/gmm-set.js';

/** Remembers one frame's row: decoder and aligner ask for the same senones many times within a frame. */
export class GmmScores implements AcousticScores {
  private readonly known: Int32Array; // [S] frame each cached entry belongs to
  private readonly values: Float32Array; // [S]

  constructor(
    private readonly gmms: GmmSet,
    readonly features: FeatureMatrix,
    readonly frameSeconds: number,
  ) {
    this.known = new Int32Array(gmms.states).fill(-1);
    this.values = new Float32Array(gmms.states);
  }

  get frames(): number {
    return this.features.frames;
  }

  get senones(): number {
    return this.gmms.states;
  }

  logLikelihood(t: number, s: number): number {
    if (this.known[s] !== t) {
      this.known[s] = t;
      this.values[s] = this.gmms.logLikelihood(s, this.features.data, t * this.features.dimensions);
    }
    return this.values[s]!;
  }
}
