/** Text → tokens: what is written and, beside it, the form under which a model knows it. */
import { createRequire } from 'node:module';
import { cleanText } from './clean.js';
import { EMOTICON, emojiWord, emoticonWord } from './emoji.js';

/** A word, mark, number, emoji or address. */
export interface Token {
  /** As written, in the cleaned text. */
  surface: string;
  /** Lower case, without accents, contractions undone; never empty, never with a space. */
  form: string;
  /** Whether a sentence ends with it. */
  endsSentence: boolean;
}

/** Longer runs of letters are cut: nobody means them, and what follows takes more than linear time in them. */
const LONGEST_WORD = 40;

/** Verbs that people write with `nt` and no apostrophe. */
const VERBS = 'do|does|did|is|are|was|were|has|have|had|would|could|should|ca|wo|ai|need|must';

/** Alternatives in the order in which they are tried; none may run on without a bound, for texts may be hostile. */
const PATTERN = new RegExp(
  [
    /(?:https?:\/\/|www\.)[^\s<>"]{1,200}/u,
    /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{0,64}\w/u,
    EMOTICON,
    /\p{Extended_Pictographic}(?:[\ufe0f\u{1f3fb}-\u{1f3ff}]|\u200d\p{Extended_Pictographic}){0,10}/u,
    /\p{Regional_Indicator}{2}/u,
    /\p{N}{1,20}(?:[.,:/]\p{N}{1,20}){0,4}/u,
    /(?<![\p{L}\p{M}])(?:(?:\p{L}\.){2,6}|(?:mr|mrs|ms|dr|st|jr|sr|prof|vs)\.)/u,
    // don't → do + n't; dont → do + nt; it's → it + 's
    /[\p{L}\p{M}]{1,40}?(?=n't(?![\p{L}\p{M}]))/u,
    new RegExp(`(?<![\\p{L}\\p{M}])(?:${VERBS})(?=nt(?![\\p{L}\\p{M}]))`, 'u'),
    /n't(?![\p{L}\p{M}])/u,
    /can(?=not(?![\p{L}\p{M}]))/u,
    /'(?:s|re|ve|ll|d|m)(?![\p{L}\p{M}])/u,
    new RegExp(`[\\p{L}\\p{M}]{1,${LONGEST_WORD}}`, 'u'),
    /\.{2,40}/u,
    /[!?]{1,40}/u,
    /-{2,40}/u,
    // A hyphen between letters only parts words.
    /(?<![\p{L}\p{M}])-|-(?![\p{L}\p{M}])/u,
    /[^\s\p{L}\p{M}\p{N}-]/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'giu',
);

/** Forms that stand for others. */
const FORMS: Readonly<Record<string, string>> = {
  "n't": 'not',
  nt: 'not',
  "'re": 'are',
  "'ve": 'have',
  "'ll": 'will',
  "'m": 'am',
  '--': '-',
};

/** Verbs cut off before n't. */
const CUT_VERBS: Readonly<Record<string, string>> = { ca: 'can', wo: 'will', sha: 'shall', ai: 'is' };

type Tokenizer = { tokenize(text: string): string[] | null };

/**
 * natural's regular-expression tokenizer under our pattern: its own patterns break "don't", accents and emoji. It is a
 * CommonJS file; the package's front door would load databases.
 */
function createTokenizer(): Tokenizer {
  const require = createRequire(import.meta.url);
  const { RegexpTokenizer } = require('natural/lib/natural/tokenizers/regexp_tokenizer.js') as {
    RegexpTokenizer: new (options: { pattern: RegExp; gaps: boolean }) => Tokenizer;
  };
  return new RegexpTokenizer({ pattern: PATTERN, gaps: false });
}

let tokenizer: Tokenizer | undefined;

/** Tokens of a text, which may be anything. */
export function tokenize(text: string): Token[] {
  tokenizer ??= createTokenizer();
  const surfaces = tokenizer.tokenize(cleanText(text)) ?? [];
  return surfaces.map((surface, i) => ({
    surface,
    form: formOf(surface, surfaces[i + 1]),
    endsSentence: endsSentence(surface, surfaces[i + 1]),
  }));
}

function formOf(surface: string, next: string | undefined): string {
  const lower = surface.toLowerCase();
  if (/^[a-z]+$/u.test(lower)) {
    const uncut = Object.hasOwn(CUT_VERBS, lower) ? CUT_VERBS[lower] : undefined;
    if (uncut !== undefined && next !== undefined && /^n'?t$/iu.test(next)) return uncut;
    return lower === 'nt' ? 'not' : shorten(lower);
  }
  if (/^(?:https?:|www\.)/u.test(lower)) return '<url>';
  if (/^\p{Extended_Pictographic}/u.test(surface)) return emojiWord(surface) ?? '<emoji>';
  if (surface.length > 1 && /^[^\p{L}\p{N}'.!?-]/u.test(surface) && EMOTICON.test(surface)) {
    return emoticonWord(surface);
  }
  if (/^\.{2,}$/u.test(surface)) return '...';
  if (/^[!?]+$/u.test(surface)) {
    if (!surface.includes('?')) return surface.slice(0, 2);
    return surface.includes('!') ? '?!' : '?';
  }
  if (/^\p{L}[\p{L}.]*\.$/u.test(lower)) return lower.replace(/\./gu, '');
  const plain = withoutAccents(lower).replace(/\s+/gu, '');
  return FORMS[plain] ?? (shorten(plain) || surface);
}

/** é → e, full-width and mathematical letters → plain ones. */
function withoutAccents(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/gu, '')
    .normalize('NFC');
}

/** soooo → soo: emphasis is kept, its amount is not. */
function shorten(word: string): string {
  return word.replace(/(\p{L})\1{2,}/gu, '$1$1');
}

/** A mark that ends sentences, unless another of its kind or a closing bracket follows. */
function endsSentence(surface: string, next: string | undefined): boolean {
  if (!/^(?:[.!?]|\.{2,}|[!?]+)$/u.test(surface)) return false;
  return next === undefined || !/^[.!?)\]]/u.test(next);
}
