/**
 * Sentences → passages as long as what is said in one clip: readers pause where they like, so that a clip may hold
 * several sentences without a mark between them, or a part of a long one.
 */
import { createRandom } from '../../../random.js';

/** Words of a passage: it ends with the first sentence that reaches a number drawn between these two… */
const SHORTEST = 3;
const LONGEST = 36;
/** … and is cut in any case here. */
const CUT = 44;

/**
 * @param sentences - words of each, in the order of the book; those with digits, which nobody says so, are left out
 * @param seed - decides where passages end
 */
export function* cutIntoPassages(sentences: Iterable<readonly string[]>, seed: number): Generator<string[]> {
  const random = createRandom(seed);
  const draw = (): number => SHORTEST + random.int(LONGEST - SHORTEST + 1);
  let wanted = draw();
  let passage: string[] = [];
  for (const sentence of sentences) {
    if (sentence.some((word) => /\d/.test(word))) continue;
    for (const word of sentence) {
      if (passage.length === CUT) {
        yield passage;
        passage = [];
      }
      passage.push(word);
    }
    if (passage.length < wanted) continue;
    yield passage;
    passage = [];
    wanted = draw();
  }
  if (passage.length > 0) yield passage;
}
