/** How texts become examples, and how many n-grams so many texts can bear. */
import { type Token, tokenize } from '../text/review/tokens.js';
import type { PolarText } from './corpus/hold-out-texts.js';

/** Short n-grams, and rare ones too, for little data. */
export function shapeFor(texts: number): { order: number; minTexts: number } {
  return { order: texts < 5000 ? 2 : 3, minTexts: texts < 1000 ? 1 : 2 };
}

export function toExample({ text, label }: PolarText): { tokens: Token[]; label: 0 | 1 } {
  return { tokens: tokenize(text), label };
}
