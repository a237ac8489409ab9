/** What sentences are composed of: phrases that people labelled in the treebank, and words of known valence. */
import type { Phrase } from '../corpus/treebank.js';
import { SET_DEEDS, SET_VERBS } from './set-phrases.js';
import { valenceOfStars } from './valence.js';
import { baseForm, isPlain, type Tagger } from './words.js';

/** Some words and how much they are for or against, from −1 to 1. */
export interface Part {
  text: string;
  valence: number;
}

/** "entertains us", and "entertain us" to stand behind an auxiliary. */
export interface VerbPart extends Part {
  base: string;
}

export interface Parts {
  /** "very funny" */
  adjectives: Part[];
  /** "disappointed": what a person may be. */
  feelings: Part[];
  /** "real charm", without article, that may stand behind "no". */
  things: Part[];
  /** Third person, present. */
  verbs: VerbPart[];
  /** First person, past: "enjoyed". */
  deeds: VerbPart[];
  /** Sentences and clauses of some length. */
  clauses: Part[];
  /** "the plot", "it": what is neither for nor against. */
  subjects: string[];
}

const LONGEST = { adjective: 3, thing: 4, verb: 7, clause: 14 };
const SHORTEST_CLAUSE = 4;
/** Below this a word or phrase takes no side. */
const LEAST_VALENCE = 0.3;
/** Phrases that occur less often as a subject may be none. */
const LEAST_SUBJECT = 2;
/** Set phrases are few beside the treebank's. */
const SET_COPIES = 8;

/**
 * @param trees - of the treebank, each as its phrases
 * @param valences - of single words; those of the treebank's are added
 */
export function collectParts(
  trees: readonly (readonly Phrase[])[],
  valences: ReadonlyMap<string, number>,
  tags: Tagger,
): Parts {
  const parts: Parts = {
    adjectives: [],
    feelings: [],
    things: [],
    verbs: [],
    deeds: [],
    clauses: [],
    subjects: [],
  };
  const seen = new Set<string>();
  const subjects = new Map<string, number>();
  const add = (text: string, valence: number): void => {
    const words = text.split(' ');
    if (seen.has(text) || !isPlain(words)) return;
    seen.add(text);
    sort(parts, words, valence, tags);
  };
  for (const phrases of trees) {
    for (const { text, stars, words } of phrases) {
      const lower = text.toLowerCase().replace(/ [.]$/u, '');
      if (stars === 3 && isSubject(lower.split(' '), tags)) {
        subjects.set(lower, (subjects.get(lower) ?? 0) + 1);
      }
      if (words <= LONGEST.clause && stars !== 3) add(lower, valenceOfStars(stars));
    }
  }
  for (const [word, valence] of valences) if (Math.abs(valence) >= LEAST_VALENCE) add(word, valence);
  parts.subjects = [...subjects].filter(([, count]) => count >= LEAST_SUBJECT).map(([text]) => text);
  parts.subjects.push('it', 'this', 'that', 'everything');
  for (let copy = 0; copy < SET_COPIES; copy++) {
    parts.verbs.push(...SET_VERBS);
    parts.deeds.push(...SET_DEEDS);
  }
  return parts;
}

/** Puts a phrase where its parts of speech allow. */
function sort(parts: Parts, words: readonly string[], valence: number, tags: Tagger): void {
  const text = words.join(' ');
  const first = tags(words[0]!);
  const last = tags(words.at(-1)!);
  const { length } = words;
  if (
    isAdjective(last) &&
    length <= LONGEST.adjective &&
    words.slice(0, -1).every((w) => isDegree(tags(w)))
  ) {
    parts.adjectives.push({ text, valence });
  }
  if (length <= 2 && last[0] === 'VBN' && (length === 1 || first[0] === 'RB'))
    parts.feelings.push({ text, valence });
  const bare = /^(?:a|an|the|its|some)$/u.test(words[0]!) ? words.slice(1) : words;
  const isNoun = /^NNS?$/u.test(last[0] ?? '') && bare.length > 0 && bare.length <= LONGEST.thing;
  if (isNoun && bare.slice(0, -1).every((w) => /^(?:JJ|NN)/u.test(tags(w)[0] ?? ''))) {
    parts.things.push({ text: bare.join(' '), valence });
  }
  const base = first[0] === 'VBZ' || first[0] === 'VBD' ? baseForm(words[0]!, tags) : undefined;
  if (base !== undefined && length <= LONGEST.verb) {
    const verb = { text, valence, base: [base, ...words.slice(1)].join(' ') };
    if (first[0] === 'VBZ') parts.verbs.push(verb);
    else if (length === 1) parts.deeds.push(verb);
  }
  const hasVerb = words.some((word, i) => i > 0 && /^(?:VBZ|VBD|VBP|MD)$/u.test(tags(word)[0] ?? ''));
  const opens = /^(?:PRP|PRP\$|DT|EX|NN|NNP)$/u.test(first[0] ?? '');
  if (length >= SHORTEST_CLAUSE && hasVerb && opens) parts.clauses.push({ text, valence });
}

/** "dull", and "boring", which is a verb's form too. */
function isAdjective([first, second]: readonly string[]): boolean {
  return first === 'JJ' || (/^VB[NG]$/u.test(first ?? '') && second === 'JJ');
}

function isDegree([tag]: readonly string[]): boolean {
  return tag === 'RB' || tag === 'JJ';
}

/** "the plot": an article or pronoun and a noun. */
function isSubject(words: readonly string[], tags: Tagger): boolean {
  const [article, noun] = words;
  return words.length === 2 && /^(?:the|this|its|his|her)$/u.test(article!) && tags(noun!)[0] === 'NN';
}
