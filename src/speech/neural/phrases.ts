/**
 * Phrases between pauses, cut out of aligned utterances: clips of a word or two sound otherwise than sentences do, for
 * features are normalised over what is heard.
 */
import { createRandom } from '../../random.js';
import { type PhoneAlignment, STATES_PER_PHONE } from '../gmm/phone-alignment.js';

/** A part of an utterance. */
export interface Phrase {
  /** Number of the utterance. */
  utterance: number;
  /** Frames of 10 ms: its first, and the one after its last. */
  from: number;
  to: number;
  /** Its phones, counted from `from`. */
  alignment: PhoneAlignment;
}

/** Frames of a pause that parts phrases, and of the part of it that stays with one of them, at most. */
const PAUSE = 8;
const LONGEST_MARGIN = 20;
/** Frames of speech in a phrase. */
const SHORTEST = 20;
const LONGEST = 250;
const SEED = 5;

/**
 * One phrase of every utterance that has any, drawn by chance.
 * @param alignments - undefined where there is none; silence is phone 0
 */
export function drawPhrases(alignments: readonly (PhoneAlignment | undefined)[]): Phrase[] {
  const random = createRandom(SEED);
  return alignments.flatMap((alignment, utterance) => {
    const found = alignment ? phrasesOf(alignment) : [];
    if (found.length === 0) return [];
    const { first, last } = found[random.int(found.length)]!;
    const margin = (pause: number): number => {
      const widest = Math.min(LONGEST_MARGIN, Math.floor(pause / 2));
      return Math.min(widest, 2 + random.int(LONGEST_MARGIN - 1));
    };
    const [start, end] = [startOf(alignment!, first), endOf(alignment!, last)];
    const from = first > 0 ? start - margin(start - startOf(alignment!, first - 1)) : start;
    const isAtEnd = last + 1 === alignment!.phones.length;
    const to = isAtEnd ? end : end + margin(endOf(alignment!, last + 1) - end);
    return [{ utterance, from, to, alignment: cut(alignment!, { first, last, from, to }) }];
  });
}

/** Runs of phones without a pause, long and short enough. */
function phrasesOf(alignment: PhoneAlignment): { first: number; last: number }[] {
  const { phones } = alignment;
  const found: { first: number; last: number }[] = [];
  const frames = (k: number): number => endOf(alignment, k) - startOf(alignment, k);
  const isPause = (k: number): boolean => phones[k] === 0 && frames(k) >= PAUSE;
  for (let first = 0; first < phones.length; ) {
    let last = first;
    if (isPause(first)) {
      first++;
      continue;
    }
    while (last + 1 < phones.length && !isPause(last + 1)) last++;
    const length = endOf(alignment, last) - startOf(alignment, first);
    const isSpeech = phones.subarray(first, last + 1).some((phone) => phone !== 0);
    if (isSpeech && length >= SHORTEST && length <= LONGEST) found.push({ first, last });
    first = last + 1;
  }
  return found;
}

/** Phones `first` to `last`, and the silence around them as far as it lies between `from` and `to`. */
function cut(
  alignment: PhoneAlignment,
  { first, last, from, to }: { first: number; last: number; from: number; to: number },
): PhoneAlignment {
  const begin = startOf(alignment, first) > from ? first - 1 : first;
  const stop = endOf(alignment, last) < to ? last + 1 : last;
  const inside = alignment.ends.subarray(begin * STATES_PER_PHONE, (stop + 1) * STATES_PER_PHONE);
  return {
    phones: alignment.phones.slice(begin, stop + 1),
    ends: inside.map((end) => Math.max(0, Math.min(end, to) - from)),
  };
}

function startOf({ ends }: PhoneAlignment, k: number): number {
  return k > 0 ? ends[k * STATES_PER_PHONE - 1]! : 0;
}

function endOf({ ends }: PhoneAlignment, k: number): number {
  return ends[(k + 1) * STATES_PER_PHONE - 1]!;
}
