/** Keeps a part of labelled texts for tuning. */
import type { LabelledText, Polarity } from './labelled-text.js';

/** Share of a user's texts that choose the settings of a training. */
export const HELD_SHARE = 0.2;

/** A text that is for or against. */
export type PolarText = LabelledText & { label: Polarity };

/** Texts with a label; those that are neither are left out. */
export function polarTexts(texts: readonly LabelledText[]): PolarText[] {
  return texts.filter((text): text is PolarText => text.label !== undefined);
}

/**
 * Parts texts in two: of each label the last ones, `share` of them, are held out. In a block, because neighbours are
 * often about the same thing.
 */
export function holdOutTexts(
  texts: readonly PolarText[],
  share = HELD_SHARE,
): { rest: PolarText[]; held: PolarText[] } {
  const parts = ([0, 1] as const).map((label) => {
    const same = texts.filter((text) => text.label === label);
    const cut = same.length - Math.round(share * same.length);
    return { rest: same.slice(0, cut), held: same.slice(cut) };
  });
  return { rest: parts.flatMap(({ rest }) => rest), held: parts.flatMap(({ held }) => held) };
}
