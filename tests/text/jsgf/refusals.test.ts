/** Grammars that are refused, each with its code and the line and column of what is wrong. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { compileJsgf } from '../../../src/text/jsgf/compile.js';
import { GrammarError } from '../../../src/text/jsgf/grammar-error.js';
import { jsgf } from './grammar-text.js';

/** <r0> names <r1>, which names <r2>, and so on. */
function chain(length: number): string {
  return Array.from({ length }, (_, i) =>
    i === length - 1 ? `<r${i}>=x;` : `${i === 0 ? 'public ' : ''}<r${i}>=x <r${i + 1}>;`,
  ).join(' ');
}

describe('what is refused', () => {
  const cases: [name: string, rules: string, code: string, line: number, column: number][] = [
    ['left recursion', 'public <a> = <a> x | y;', 'grammar-recursion', 3, 14],
    ['recursion that may be left', 'public <a> = [x] <a> | y;', 'grammar-recursion', 3, 18],
    ['nested recursion', 'public <a> = x <a> z | y;', 'grammar-recursion', 3, 16],
    ['recursion under a star', 'public <a> = y (x <a>)*;', 'grammar-recursion', 3, 19],
    ['mutual left recursion', 'public <a> = <b> | x;\n<b> = <a> y;', 'grammar-recursion', 4, 7],
    ['an import', 'import <com.acme.*>;\npublic <a> = x;', 'grammar-import', 3, 1],
    ['an unknown rule', 'public <a> = x\n  <nowhere>;', 'grammar-unknown-rule', 4, 3],
    ['a rule twice', 'public <a> = x;\n<a> = y;', 'grammar-duplicate-rule', 4, 1],
    ['a weight missing', 'public <a> = /1/ x | y;', 'grammar-weight', 3, 14],
    ['a weight too late', 'public <a> = x | /1/ y;', 'grammar-weight', 3, 14],
    ['a weight that is no number', 'public <a> = /-1/ x | /1/ y;', 'grammar-weight', 3, 14],
    ['a weight too large', 'public <a> = /1e308/ x | /1e308/ y;', 'grammar-weight', 3, 14],
    ['a weight next to nothing', 'public <a> = /1e-200/ x | /1e200/ y;', 'grammar-weight', 3, 14],
    [
      'too many brackets',
      `public <a> = ${'('.repeat(30_000)}x${')'.repeat(30_000)};`,
      'grammar-too-deep',
      3,
      514,
    ],
    ['too long a chain of rules', chain(5000), 'grammar-too-deep', 3, 8282],
    ['no semicolon', 'public <a> = x', 'grammar-syntax', 3, 15],
    ['an empty alternative', 'public <a> = x | ;', 'grammar-syntax', 3, 18],
    ['an open group', 'public <a> = ( x ;', 'grammar-syntax', 3, 18],
    ['a stray bracket', 'public <a> = x } ;', 'grammar-syntax', 3, 16],
    ['an open quote', 'public <a> = "x ;', 'grammar-unclosed', 3, 14],
    ['an open comment', 'public <a> = /* x ;', 'grammar-unclosed', 3, 14],
    ['an empty word', 'public <a> = "" x ;', 'grammar-empty-word', 3, 14],
    ['a reserved name', 'public <NULL> = x;', 'grammar-syntax', 3, 8],
  ];
  it.each(cases)('%s', (_, rules, code, line, column) => {
    let error: unknown;
    try {
      compileJsgf(jsgf(rules));
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(GrammarError);
    expect(error).toMatchObject({ code, line, column });
  });

  it.each([
    ['grammar-header', 'grammar x; public <a> = b;'],
    ['grammar-header', '#JSGF V2.0;\ngrammar x; public <a> = b;'],
    ['grammar-no-public-rule', jsgf('<a> = x;')],
    ['grammar-empty', jsgf('public <a> = x <VOID>;')],
    ['grammar-empty', jsgf('public <a> = x <a>;')],
    ['grammar-too-large', jsgf(`public <a> = (a|b)* a ${'(a|b) '.repeat(24)};`)],
    [
      'grammar-too-large',
      jsgf(`public <a> = ${Array.from({ length: 1500 }, (_, i) => `[x${i}]`).join(' ')};`),
    ],
  ])('%s', (code, text) => {
    const compile = () => compileJsgf(text, { maxStates: 1000 });
    expect(compile).toThrow(expect.objectContaining({ code }));
    expect(compile).toThrow(InputError);
  });

  it('names the rule that recurses', () => {
    expect(() => compileJsgf(jsgf('public <go> = <list>; <list> = <list> x | y;'))).toThrow(/<list>/);
  });
});
