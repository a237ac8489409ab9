/** How a stack of layers is cut into parts of like work, one for each thread. */

/** The work of one layer, in any unit. */
export interface LayerWork {
  /** Of its input product, which can be cut between any eight columns. */
  inputs: number;
  /** Of its recurrent steps, which cannot. */
  steps: number;
  /** Columns of the input product. */
  columns: number;
}

/** A cut: what is below `layer`, and its first `columns` columns, belongs to the part before. */
export interface WorkCut {
  layer: number;
  columns: number;
}

/** @returns the cuts between the parts, in order; fewer than `parts − 1` where there is nothing to divide */
export function cutWork(layers: readonly LayerWork[], parts: number): WorkCut[] {
  const total = layers.reduce((sum, { inputs, steps }) => sum + inputs + steps, 0);
  const cuts: WorkCut[] = [];
  for (let part = 1; part < parts; part++) {
    const cut = cutAt(layers, (total * part) / parts);
    const before = cuts.at(-1)?.layer ?? 0;
    // Layer 0 begins the first part; two cuts in one layer would leave a part without a recurrence.
    if (cut.layer <= before) Object.assign(cut, { layer: before + 1, columns: 0 });
    if (cut.layer < layers.length) cuts.push(cut);
  }
  return cuts;
}

/** The cut nearest to where `share` of the work is done. */
function cutAt(layers: readonly LayerWork[], share: number): WorkCut {
  let done = 0;
  for (const [layer, { inputs, steps, columns }] of layers.entries()) {
    if (share < done + inputs) {
      return { layer, columns: Math.floor(((share - done) / inputs) * (columns / 8)) * 8 };
    }
    done += inputs;
    if (share < done + steps / 2) return { layer, columns: Math.floor(columns / 8) * 8 };
    done += steps;
    if (share < done) return { layer: layer + 1, columns: 0 };
  }
  return { layer: layers.length, columns: 0 };
}
