/** Words of the language whose job is to turn, join or grade what others say, and the parts of speech of all others. */
import { createRequire } from 'node:module';

/** Adverbs that turn an adjective's meaning round (Polanyi & Zaenen 2006; the negators of Hutto & Gilbert 2014). */
export const TURNING_ADVERBS = ['never', 'hardly', 'scarcely', 'rarely', 'seldom', 'barely'] as const;

/** Degree words that add to or take from what follows (Hutto & Gilbert 2014). */
export const BOOSTERS = [
  ...[
    'absolutely',
    'completely',
    'deeply',
    'enormously',
    'entirely',
    'exceptionally',
    'extremely',
    'greatly',
  ],
  ...['highly', 'hugely', 'incredibly', 'intensely', 'really', 'remarkably', 'so', 'thoroughly', 'totally'],
  ...['tremendously', 'truly', 'utterly', 'very'],
] as const;
export const DAMPERS = [
  ...[
    'a little',
    'fairly',
    'kind of',
    'marginally',
    'occasionally',
    'partly',
    'slightly',
    'somewhat',
    'sort of',
  ],
  ...['a bit', 'a tad', 'mildly', 'moderately', 'rather', 'quite', 'sometimes', 'at times', 'more or less'],
] as const;

/** Words that turn or join: a phrase with one of them is no plain part of another. */
const OPERATORS = new Set([
  ...[
    'not',
    "n't",
    'no',
    'nor',
    'never',
    'none',
    'nothing',
    'nobody',
    'neither',
    'without',
    'hardly',
    'barely',
  ],
  ...[
    'scarcely',
    'rarely',
    'seldom',
    'few',
    'less',
    'least',
    'lack',
    'lacks',
    'lacking',
    'fail',
    'fails',
    'too',
  ],
  ...[
    'but',
    'yet',
    'although',
    'though',
    'despite',
    'while',
    'however',
    'if',
    'unless',
    'except',
    'than',
    'only',
  ],
  ...[
    'would',
    'could',
    'should',
    'might',
    'far',
    'anything',
    'even',
    'instead',
    'rather',
    'almost',
    'nearly',
  ],
]);

export function isPlain(words: readonly string[]): boolean {
  return words.every((word) => !OPERATORS.has(word) && /^[\p{L}'-]+$/u.test(word));
}

/** Parts of speech of a word in the Penn treebank's letters, the likeliest first. */
export type Tagger = (word: string) => readonly string[];

/** natural's table of the Brill tagger. */
export function createTagger(): Tagger {
  const require = createRequire(import.meta.url);
  const path = 'natural/lib/natural/brill_pos_tagger/data/English/lexicon_from_posjs.json';
  const table = new Map(Object.entries(require(path) as Record<string, string[]>));
  return (word) => table.get(word) ?? [];
}

/** "entertains" → "entertain", "loved" → "love"; undefined where no such verb is known. */
export function baseForm(verb: string, tags: Tagger): string | undefined {
  const [tag] = tags(verb);
  const candidates =
    tag === 'VBZ'
      ? [verb.replace(/s$/u, ''), verb.replace(/es$/u, ''), verb.replace(/ies$/u, 'y')]
      : [verb.replace(/d$/u, ''), verb.replace(/ed$/u, ''), verb.replace(/ied$/u, 'y')];
  return candidates.find((base) => base !== verb && tags(base).some((t) => t === 'VB' || t === 'VBP'));
}

export function withArticle(phrase: string): string {
  return `${/^[aeiou]/u.test(phrase) ? 'an' : 'a'} ${phrase}`;
}
