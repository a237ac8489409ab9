/** Any string → plain running text: HTML, entities, odd encodings and typographic marks are made ordinary. */
import { decodeHTML } from 'entities/decode';

/** What Windows-1252 means by the bytes 0x80 … 0x9F, which careless conversions leave as control characters. */
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

const BREAK = /<\s*(?:br|\/p|p|\/div|div|\/li|li|\/h[1-6]|hr)\b[^<>]{0,200}>/giu;
/** A tag has a letter after its bracket: `<3` is a heart. */
const TAG = /<\/?[a-z][^<>]{0,200}>/giu;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const ENTITY = /&(?:#x?)?[0-9a-z]{1,32};/iu;

/** Typographic variants → the mark that keyboards have. */
const MARKS: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  ʼ: "'",
  '′': "'",
  '´': "'",
  '`': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': ' - ',
  '—': ' - ',
  '…': '...',
};

/**
 * Running text without mark-up: line breaks where HTML has them, entities decoded, control characters blank, quotes and
 * dashes as keyboards have them, the treebank's spellings (`-LRB-`, ``` `` ```, `n 't`) undone. Lone surrogates become
 * U+FFFD.
 */
export function cleanText(text: string): string {
  let clean = text.replace(LONE_SURROGATE, '\ufffd');
  if (clean.includes('<')) clean = stripTags(clean);
  if (ENTITY.test(clean)) {
    clean = decodeHTML(clean).replace(LONE_SURROGATE, '\ufffd');
    // What was escaped twice shows its tags only now.
    if (clean.includes('<')) clean = stripTags(clean);
  }
  if (clean.includes('`')) clean = clean.replace(/``/gu, '"');
  if (clean.includes("''")) clean = clean.replace(/''/gu, '"');
  if (/-[lr][rc]b-/iu.test(clean)) {
    clean = clean.replace(/-l[rc]b-/giu, '(').replace(/-r[rc]b-/giu, ')');
  }
  if (clean.includes("n 't")) clean = clean.replace(/n 't\b/gu, " n't");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028\u2029\u2060\ufeff]/gu;
  clean = clean.replace(controls, (mark) => {
    const code = mark.charCodeAt(0);
    return code >= 0x80 && code <= 0x9f ? WINDOWS_1252[code - 0x80]! : ' ';
  });
  return clean.replace(/[‘’ʼ′´`“”„«»–—…]/gu, (mark) => MARKS[mark]!);
}

function stripTags(text: string): string {
  return text.replace(BREAK, '\n').replace(TAG, ' ');
}
