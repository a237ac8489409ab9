/** Cross-entropy of every frame's label: hybrid acoustic models, language models, taggers, classifiers. */
import type { Loss } from './loss.js';

/** Labels of a sequence's output frames; a negative one counts for nothing, and so does a missing one. */
export type FrameLabels = Int32Array | Int16Array | readonly number[];

/** Mean of −log p(label) over labelled frames; `right` sums the frames whose best class was the label. */
export const crossEntropy: Loss<FrameLabels> = {
  weight(labels, frames) {
    let count = 0;
    for (let u = 0; u < Math.min(frames, labels.length); u++) if (labels[u]! >= 0) count++;
    return count;
  },

  start({ arena }, { at, U, B, C, ld, frames }, targets) {
    const table = new Int32Array(U * B).fill(-1);
    targets.forEach((labels, b) => {
      for (let u = 0; u < Math.min(frames[b]!, labels.length); u++) table[u * B + b] = labels[u]!;
    });
    const labels = arena.place(table);
    const sums = arena.alloc(6);
    return {
      run(k, scale) {
        k.zero(sums, 6);
        k.softmaxCrossEntropy(at, U * B, C, ld, labels, scale, sums);
      },
      totals() {
        const [loss, right, weight] = arena.f64(sums, 3);
        return { loss: loss!, weight: weight!, right: right! };
      },
      free() {
        arena.free(labels);
        arena.free(sums);
      },
    };
  },
};
