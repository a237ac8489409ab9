/**
 * Why the model was sure and wrong, as somebody found who read the texts: `corpora/lists/reviews/error-causes.tsv`, a
 * text's id and a cause a line. A text that a later model gets wrong for the first time is not in it until it is read.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../../src/speech/corpus/locations.js';

/** What the causes in the file mean. */
export const CAUSES = {
  label: 'the label is not what the text says',
  mixed: 'praise and blame are about even, the verdict is in few words',
  conceded: 'what is conceded or was expected takes more words than the verdict',
  plot: "the film's story, its horrors or its joys, is told in words of feeling",
  others: 'what is praised or blamed is another film, person or opinion',
  camp: 'the film is enjoyed for how bad it is',
  irony: 'the words say the opposite of what is meant',
  shifted: 'a negation, condition or comparison turns words that it does not stand beside',
  figure: 'an image or saying, none of whose words is for or against',
  background: 'one has to know the film or the world to take a side',
} as const;

export type Cause = keyof typeof CAUSES;
export const UNREAD = 'not read yet';

/** @throws Error at a cause that is not among {@link CAUSES} */
export function readCauses(): ReadonlyMap<string, Cause> {
  const path = join(packageFolder(), 'corpora', 'lists', 'reviews', 'error-causes.tsv');
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [id, cause] = line.split('\t');
      if (!Object.hasOwn(CAUSES, cause!)) throw new Error(`${path}: no cause "${cause}" for ${id}`);
      return [id!, cause as Cause];
    }),
  );
}

/** Texts by cause, the most frequent first, those that nobody has read last. */
export function sortByCause<T extends { id: string }>(
  texts: readonly T[],
  causes: ReadonlyMap<string, Cause>,
): { cause: string; texts: T[] }[] {
  const groups = new Map<string, T[]>();
  for (const text of texts) {
    const cause = causes.get(text.id) ?? UNREAD;
    groups.set(cause, [...(groups.get(cause) ?? []), text]);
  }
  return [...groups]
    .map(([cause, members]) => ({ cause, texts: members }))
    .sort(
      (a, b) => Number(a.cause === UNREAD) - Number(b.cause === UNREAD) || b.texts.length - a.texts.length,
    );
}
