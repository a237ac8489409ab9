/** JSGF text → tokens with places. Comments and white space go; tags, weights and quoted words become one token each. */
import { GrammarError, type Position } from './grammar-error.js';

/** `word`: bare or quoted; `rule`: the name inside <…>; `weight`: the text inside /…/; `symbol`: one of ; = | * + ( ) [ ] */
export type TokenKind = 'word' | 'rule' | 'weight' | 'tag' | 'symbol' | 'end';

export interface Token extends Position {
  kind: TokenKind;
  text: string;
  /** A quoted word is never a keyword. */
  quoted: boolean;
}

const SYMBOLS = ';=|*+()[]';
const CLOSERS: Record<string, { kind: TokenKind; close: string; name: string }> = {
  '<': { kind: 'rule', close: '>', name: 'rule name' },
  '/': { kind: 'weight', close: '/', name: 'weight' },
  '{': { kind: 'tag', close: '}', name: 'tag' },
  '"': { kind: 'word', close: '"', name: 'quoted word' },
};
const WORD = /[^\s;=|*+<>()[\]{}/"]+/y;
/** White space, line comments and closed block comments. */
const GAP = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;

/**
 * Splits the body of a grammar (the part after its `#JSGF` line).
 * @param text - the whole grammar
 * @param from - index of the first character to read
 * @returns tokens, the last of kind `end`
 * @throws GrammarError on an unclosed tag, quote, weight, rule name or comment, or a stray closing bracket
 */
export function tokenize(text: string, from: number): Token[] {
  const place = placesOf(text);
  const tokens: Token[] = [];
  let at = from;
  for (;;) {
    GAP.lastIndex = at;
    if (GAP.test(text)) at = GAP.lastIndex;
    if (at >= text.length) break;
    const c = text[at]!;
    const position = place(at);
    const bracket = CLOSERS[c];
    if (bracket) {
      if (text.startsWith('/*', at)) throw unclosed('comment', '*/', position);
      const end = closing(text, at + 1, bracket.close, c === '{' || c === '"');
      if (end < 0) throw unclosed(bracket.name, bracket.close, position);
      const raw = text.slice(at + 1, end);
      const content = bracket.kind === 'word' ? raw.replace(/\\(.)/gs, '$1') : raw.trim();
      if (bracket.kind === 'word' && content.trim() === '') {
        throw new GrammarError(
          {
            code: 'grammar-empty-word',
            found: 'a quoted word with nothing in it',
            expected: 'at least one character',
            remedy: 'Write <NULL> for silence, or put a word between the quotes.',
          },
          position,
        );
      }
      tokens.push({ kind: bracket.kind, text: content, quoted: c === '"', ...position });
      at = end + 1;
    } else if (SYMBOLS.includes(c)) {
      tokens.push({ kind: 'symbol', text: c, quoted: false, ...position });
      at++;
    } else {
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0];
      if (!word) {
        throw new GrammarError(
          {
            code: 'grammar-syntax',
            found: `a stray ${c}`,
            expected: 'a word, a rule name or a symbol',
            remedy: `Remove the ${c} or open its bracket.`,
          },
          position,
        );
      }
      tokens.push({ kind: 'word', text: word, quoted: false, ...position });
      at += word.length;
    }
  }
  tokens.push({ kind: 'end', text: 'the end of the text', quoted: false, ...place(text.length) });
  return tokens;
}

/** Index of `close` at or after `from`, skipping backslash escapes when they count; -1 if there is none. */
function closing(text: string, from: number, close: string, escapes: boolean): number {
  for (let i = from; i < text.length; i++) {
    if (escapes && text[i] === '\\') i++;
    else if (text[i] === close) return i;
    else if (!escapes && text[i] === '\n') return -1;
  }
  return -1;
}

function unclosed(name: string, close: string, position: Position): GrammarError {
  return new GrammarError(
    {
      code: 'grammar-unclosed',
      found: `an unclosed ${name}`,
      expected: `a closing ${close}`,
      remedy: `Close the ${name} with ${close}.`,
    },
    position,
  );
}

/** index → line and column; indices must not decrease from call to call. */
export function placesOf(text: string): (index: number) => Position {
  let line = 1;
  let lineStart = 0;
  return (index) => {
    for (let next = text.indexOf('\n', lineStart); next >= 0 && next < index; ) {
      line++;
      lineStart = next + 1;
      next = text.indexOf('\n', lineStart);
    }
    return { line, column: index - lineStart + 1 };
  };
}
