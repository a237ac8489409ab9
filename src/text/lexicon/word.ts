/** How a word is spelled before it is looked up: the one place where case, apostrophes and accents are folded. */

const APOSTROPHES = /[\u2018\u2019\u201B\u02BC\u0060\u00B4\u2032\uFF07]/g;

/** Letters that Unicode does not take apart into a plain one and an accent. */
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ð: 'th',
  þ: 'th',
  ı: 'i',
};

/** ASCII without the backtick: nothing to fold but capitals, as in nearly all words of a dictionary. */
const PLAIN = /^[\x20-\x5f\x61-\x7e]*$/;

/**
 * A word as typed → the key it is stored under: lower case, ASCII apostrophe, no accents (`Noël` → `noel`,
 * `DON’T` → `don't`). What has no ASCII form (other scripts, digits, signs) stays as it is. Idempotent.
 */
export function normalizeWord(word: string): string {
  if (PLAIN.test(word)) return word.toLowerCase();
  // Before decomposition, which splits the acute accent; and after, which makes a backtick of the Greek varia.
  const folded = word
    .replace(APOSTROPHES, "'")
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(APOSTROPHES, "'");
  const bare = folded.replace(/\p{M}/gu, '').replace(/[æœøßłđðþı]/g, (letter) => UNDECOMPOSED[letter]!);
  return bare.normalize('NFC');
}

/** The same key in capitals: how recognised words are spelled, and words of a grammar or a list compared. */
export function wordInCapitals(word: string): string {
  return normalizeWord(word).toUpperCase();
}

/** Capital letters that Unicode does not take apart, as letters A to Z: `Ø` → `O`, `Æ` → `AE`. */
export function plainCapitals(capitals: string): string {
  return capitals.replace(/[ÆŒØŁĐÐÞ]/g, (letter) => UNDECOMPOSED[letter.toLowerCase()]!.toUpperCase());
}
