/**
 * JSGF text → rules as trees (W3C Note "JSpeech Grammar Format", 5 June 2000). One grammar at a time: imports are
 * refused. Tags are read and dropped.
 */
import { GrammarError, type Position } from './grammar-error.js';
import { placesOf, type Token, tokenize } from './tokenize.js';

/** What a rule says. Probabilities of alternatives are already shares of 1. */
export type Expansion =
  | { kind: 'word'; word: string }
  | ({ kind: 'rule'; name: string } & Position)
  | { kind: 'null' }
  | { kind: 'void' }
  | { kind: 'sequence'; items: Expansion[] }
  | { kind: 'alternatives'; items: Expansion[]; probabilities: number[] }
  | { kind: 'repeat'; item: Expansion; atLeastOnce: boolean };

export interface Rule extends Position {
  name: string;
  isPublic: boolean;
  expansion: Expansion;
}

export interface Grammar {
  /** Full grammar name, e.g. `com.acme.lights`. */
  name: string;
  /** Rules in the order of the text. */
  rules: Map<string, Rule>;
}

const HEADER = /^\uFEFF?\s*#JSGF[ \t]+V(\d+\.\d+)[^;\n]*;/;

/**
 * Parses a grammar: header, `grammar NAME;`, rules.
 * @throws GrammarError with line and column on anything JSGF does not allow, an import, or a rule defined twice
 */
export function parseJsgf(text: string): Grammar {
  const header = HEADER.exec(text);
  if (header?.[1] !== '1.0') {
    throw new GrammarError(
      {
        code: 'grammar-header',
        found: JSON.stringify(text.trimStart().split('\n', 1)[0]?.slice(0, 40) ?? ''),
        expected: '#JSGF V1.0;',
        remedy: 'Begin the file with the line "#JSGF V1.0;".',
      },
      placesOf(text)(0),
    );
  }
  return new Parser(tokenize(text, header[0].length)).grammar();
}

/** Brackets inside each other: more are no grammar, and would exhaust the stack. */
const MOST_NESTED = 500;

class Parser {
  private at = 0;
  private nested = 0;
  constructor(private readonly tokens: Token[]) {}

  grammar(): Grammar {
    if (!this.takeWord('grammar')) throw this.unexpected('"grammar NAME;" after the header');
    const name = this.take('word', 'a grammar name').text;
    this.takeSymbol(';');
    const rules = new Map<string, Rule>();
    while (this.peek.kind !== 'end') {
      const rule = this.rule();
      const earlier = rules.get(rule.name);
      if (earlier) {
        const found = `a second definition of <${rule.name}> (first in line ${earlier.line})`;
        const remedy = 'Rename one of them, or join them with |.';
        throw new GrammarError(
          { code: 'grammar-duplicate-rule', found, expected: 'one definition per rule', remedy },
          rule,
          rule.name,
        );
      }
      rules.set(rule.name, rule);
    }
    return { name, rules };
  }

  private rule(): Rule {
    const first = this.peek;
    if (this.takeWord('import')) {
      throw new GrammarError(
        {
          code: 'grammar-import',
          found: 'an import',
          expected: 'a grammar that stands alone',
          remedy: 'Copy the imported rules into this grammar: imports are not supported.',
        },
        first,
      );
    }
    const isPublic = this.takeWord('public');
    const token = this.take('rule', 'a rule definition: <name> = … ;');
    if (token.text === '' || token.text === 'NULL' || token.text === 'VOID') {
      throw this.unexpected('a rule name other than <>, <NULL> and <VOID>', token);
    }
    this.takeSymbol('=');
    const expansion = this.alternatives();
    this.takeSymbol(';');
    return { name: token.text, isPublic, expansion, line: token.line, column: token.column };
  }

  /** a | b, or /w/ a | /w/ b: the weights say shares, without weights all share alike. */
  private alternatives(): Expansion {
    const items: Expansion[] = [];
    const weights: number[] = [];
    const start = this.peek;
    do {
      const weight = this.peek.kind === 'weight' ? this.weight() : undefined;
      if (items.length > 0 && (weight === undefined) !== (weights.length === 0)) {
        throw this.weightError('a weight on some alternatives only', start);
      }
      if (weight !== undefined) weights.push(weight);
      items.push(this.sequence());
    } while (this.skipSymbol('|'));
    if (items.length === 1) return items[0]!;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (weights.length > 0 && total === 0) throw this.weightError('only zero weights', start);
    const probabilities = items.map((_, i) => (weights.length > 0 ? weights[i]! / total : 1 / items.length));
    if (!Number.isFinite(total) || probabilities.some((share, i) => share === 0 && weights[i]! > 0)) {
      throw this.weightError('weights too far from each other, or too large, for their shares', start);
    }
    return { kind: 'alternatives', items, probabilities };
  }

  private weight(): number {
    const token = this.take('weight', 'a weight');
    const value = /^\d*\.?\d+(e[+-]?\d+)?$|^\d+\.$/i.test(token.text) ? Number(token.text) : Number.NaN;
    if (!Number.isFinite(value)) throw this.weightError(`the weight /${token.text}/`, token);
    return value;
  }

  private sequence(): Expansion {
    const items: Expansion[] = [];
    while (this.peek.kind === 'word' || this.peek.kind === 'rule' || this.isOpen()) {
      const item = this.repeated(this.unit());
      while (this.peek.kind === 'tag') this.at++;
      // <NULL> says nothing: left in, it would hide that what stands before it ends the rule.
      if (item.kind !== 'null') items.push(item);
    }
    const before = this.tokens[this.at - 1]!;
    const isEmpty = before.kind === 'weight' || (before.kind === 'symbol' && '=|(['.includes(before.text));
    if (isEmpty) throw this.unexpected('a word, a rule name, ( or [ (<NULL> for nothing)');
    if (items.length === 0) return { kind: 'null' };
    return items.length === 1 ? items[0]! : { kind: 'sequence', items };
  }

  private unit(): Expansion {
    const token = this.tokens[this.at++]!;
    if (token.kind === 'word') return { kind: 'word', word: token.text };
    if (token.kind === 'rule') {
      if (token.text === 'NULL') return { kind: 'null' };
      if (token.text === 'VOID') return { kind: 'void' };
      return { kind: 'rule', name: token.text, line: token.line, column: token.column };
    }
    if (++this.nested > MOST_NESTED) throw nestedTooDeep(token);
    const inner = this.alternatives();
    this.nested--;
    this.takeSymbol(token.text === '(' ? ')' : ']');
    if (token.text === '(') return inner;
    return { kind: 'alternatives', items: [inner, { kind: 'null' }], probabilities: [0.5, 0.5] };
  }

  /** x* and x+; x*+ and the like say no more than x*. */
  private repeated(item: Expansion): Expansion {
    let atLeastOnce: boolean | undefined;
    for (;;) {
      if (this.skipSymbol('*')) atLeastOnce = false;
      else if (this.skipSymbol('+')) atLeastOnce ??= true;
      else return atLeastOnce === undefined ? item : { kind: 'repeat', item, atLeastOnce };
    }
  }

  private get peek(): Token {
    return this.tokens[this.at]!;
  }

  private isOpen(): boolean {
    return this.peek.kind === 'symbol' && '(['.includes(this.peek.text);
  }

  private take(kind: Token['kind'], expected: string): Token {
    if (this.peek.kind !== kind) throw this.unexpected(expected);
    return this.tokens[this.at++]!;
  }

  private takeWord(word: string): boolean {
    const found = this.peek.kind === 'word' && !this.peek.quoted && this.peek.text === word;
    if (found) this.at++;
    return found;
  }

  private skipSymbol(symbol: string): boolean {
    const found = this.peek.kind === 'symbol' && this.peek.text === symbol;
    if (found) this.at++;
    return found;
  }

  private takeSymbol(symbol: string): void {
    if (!this.skipSymbol(symbol)) throw this.unexpected(symbol);
  }

  private unexpected(expected: string, token = this.peek): GrammarError {
    const remedy = `Put ${expected} here.`;
    const found = token.kind === 'end' ? token.text : JSON.stringify(token.text);
    return new GrammarError({ code: 'grammar-syntax', found, expected, remedy }, token);
  }

  private weightError(found: string, at: Position): GrammarError {
    const expected = 'a number ≥ 0 before each of the alternatives or before none, not all of them 0';
    const remedy = 'Write the weights as in /3/ yes | /0.5/ no.';
    return new GrammarError({ code: 'grammar-weight', found, expected, remedy }, at);
  }
}

function nestedTooDeep(at: Position): GrammarError {
  return new GrammarError(
    {
      code: 'grammar-too-deep',
      found: `more than ${MOST_NESTED} brackets inside each other`,
      expected: 'fewer',
      remedy: 'Remove brackets that group nothing, or give parts a rule of their own.',
    },
    at,
  );
}
