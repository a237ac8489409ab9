/** Labelled texts of several corpora → examples for training, cut to what a batch can hold. */
import type { FrameLabels } from '../../rnn/train/cross-entropy.js';
import type { TrainingSet } from '../../rnn/train/training-run.js';
import { textAt } from '../../text/pieces/encoded-texts.js';
import type { LabelledSet } from './corpora.js';
import { excerpt } from './excerpt.js';

/** Ids kept of a long review in training, from its beginning and its end. */
export const KEPT = { head: 64, tail: 192 };

/** One set after the other. */
export function labelledExamples(sets: readonly LabelledSet[]): TrainingSet<FrameLabels> {
  const all = sets.flatMap((set) => Array.from(set.labels, (label, index) => ({ set, index, label })));
  const { head, tail } = KEPT;
  const frames = all.map(({ set, index }) => Math.min(head + tail, textAt(set.texts, index).length));
  return {
    frames: () => frames,
    example(i) {
      const { set, index, label } = all[i]!;
      return { input: excerpt(textAt(set.texts, index), head, tail), target: [label] };
    },
  };
}
