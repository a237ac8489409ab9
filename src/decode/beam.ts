/** Where to cut: a beam below the best score, or higher when more than the allowed number would survive. */

const BINS = 512;

/** Beam and histogram pruning (Steinbiss, Tran & Ney 1994). */
export class Beam {
  private readonly histogram = new Int32Array(BINS);

  constructor(
    private readonly width: number,
    private readonly maxActive: number,
  ) {}

  /**
   * The score below which a token dies: at most `maxActive` survive, except for ties within 1/512 of the spread.
   * @param score - scores of the tokens; those at -Infinity are dead already.
   * @param best - the largest of them.
   */
  cutoff(score: Float64Array, count: number, best: number): number {
    const lowest = best - this.width;
    if (count <= this.maxActive) return lowest;
    let worst = best;
    for (let i = 0; i < count; i++) {
      const s = score[i]!;
      if (s < worst && s >= lowest && s > -Infinity) worst = s;
    }
    if (worst === best) return lowest;
    const { histogram } = this;
    histogram.fill(0);
    // The worst lies inside the last bin: on its edge it would outlive a cut that is meant to take it.
    const perUnit = (BINS - 0.5) / (best - worst);
    let alive = 0;
    for (let i = 0; i < count; i++) {
      const s = score[i]!;
      if (s < worst) continue;
      histogram[((best - s) * perUnit) | 0]!++;
      alive++;
    }
    if (alive <= this.maxActive) return lowest;
    let kept = 0;
    let bin = 0;
    while (bin < BINS && kept + histogram[bin]! <= this.maxActive) kept += histogram[bin++]!;
    return best - Math.max(bin, 1) / perUnit;
  }
}
