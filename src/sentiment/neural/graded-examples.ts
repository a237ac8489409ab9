/**
 * Texts that are for or against to a degree → examples whose label is drawn anew every epoch, positive as often as the
 * degree says: on the mean that is learning from the degree itself.
 */
import { createRandom, type Random } from '../../random.js';
import type { FrameLabels } from '../../rnn/train/cross-entropy.js';
import type { TrainingSet } from '../../rnn/train/training-run.js';
import type { PieceVocabulary } from '../../text/pieces/vocabulary.js';
import { tokenize } from '../../text/review/tokens.js';
import type { Part } from '../composition/parts.js';
import { chanceOfPositive } from '../composition/valence.js';

/** A text as ids, and how likely it is to be called positive. */
export interface GradedText {
  ids: Int32Array;
  chance: number;
}

export function gradeTexts(vocabulary: PieceVocabulary, parts: readonly Part[]): GradedText[] {
  return parts
    .map(({ text, valence }) => ({
      ids: vocabulary.encode(tokenize(text)),
      chance: chanceOfPositive(valence),
    }))
    .filter(({ ids }) => ids.length > 0);
}

/**
 * @param textsOf - the texts of an epoch, of which there must be the same number each time
 * @param seed - of the labels
 */
export function gradedExamples(
  textsOf: (epoch: number, random: Random) => readonly GradedText[],
  seed: number,
): TrainingSet<FrameLabels> {
  let known: { epoch: number; texts: readonly GradedText[]; labels: Uint8Array } | undefined;
  const deal = (epoch: number) => {
    if (known?.epoch === epoch) return known;
    const random = createRandom(seed + 104_729 * epoch);
    const texts = textsOf(epoch, random);
    known = {
      epoch,
      texts,
      labels: Uint8Array.from(texts, ({ chance }) => (random.next() < chance ? 1 : 0)),
    };
    return known;
  };
  return {
    frames: (epoch) => deal(epoch).texts.map(({ ids }) => ids.length),
    example(index, epoch) {
      const { texts, labels } = deal(epoch);
      return { input: texts[index]!.ids, target: [labels[index]!] };
    },
  };
}
