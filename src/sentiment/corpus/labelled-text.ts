/** The unit every corpus of opinions is read into, and the one place where labels are made alike. */
import { InputError } from '../../errors.js';

/** 0 negative, 1 positive. */
export type Polarity = 0 | 1;

/** One to five. */
export type Stars = 1 | 2 | 3 | 4 | 5;

/** A text and what its writer, or a reader of it, thought. */
export interface LabelledText {
  /** Unique within its corpus, e.g. `pos/10012_8`. */
  id: string;
  text: string;
  /** Absent where the text is neither: three stars. */
  label?: Polarity;
  /** Where the corpus tells. */
  stars?: Stars;
}

/** How labels are to be understood. */
export type LabelScale = 'binary' | 'stars';

const NAMES: Readonly<Record<string, Polarity>> = {
  '0': 0,
  '1': 1,
  neg: 0,
  pos: 1,
  negative: 0,
  positive: 1,
};

/**
 * Maps a label as people write it to what it says: `0|1`, `neg|pos`, `negative|positive`, or one to five stars, of which
 * three are neither.
 *
 * @param place - where it stands, for the message, e.g. `line 3 of reviews.tsv`
 * @throws InputError `corpus-bad-label`
 */
export function parseLabel(
  written: string,
  scale: LabelScale,
  place: string,
): Pick<LabelledText, 'label' | 'stars'> {
  const value = written.trim().toLowerCase();
  if (scale === 'binary') {
    const label = NAMES[value];
    if (label !== undefined) return { label };
  } else if (/^[1-5](\.0+)?$/.test(value)) {
    return fromStars(Number(value[0]) as Stars);
  }
  throw new InputError({
    code: 'corpus-bad-label',
    found: `"${written.slice(0, 40)}" as a label on ${place}`,
    expected: scale === 'binary' ? '0 or 1, neg or pos, negative or positive' : '1 to 5 stars',
    remedy:
      scale === 'binary'
        ? 'Correct the label, or say --labels stars if labels are one to five stars.'
        : 'Correct the label, or say --labels binary if labels are 0 and 1.',
  });
}

/** Stars, and the polarity they imply. */
export function fromStars(stars: Stars): Pick<LabelledText, 'label' | 'stars'> {
  if (stars === 3) return { stars };
  return { stars, label: stars > 3 ? 1 : 0 };
}
