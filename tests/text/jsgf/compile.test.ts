/** The acceptor against the rule trees: enumeration, sampling and probabilities written independently of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Acceptor, compileJsgf } from '../../../src/text/jsgf/compile.js';
import { type Expansion, parseJsgf } from '../../../src/text/jsgf/parse.js';
import { jsgf } from './grammar-text.js';

/** Log-probability of a sentence, -Infinity when it is not accepted. */
function score(acceptor: Acceptor, words: string[]): number {
  let state = 0;
  let total = 0;
  for (const word of words) {
    const arc = acceptor.arcs.find((a) => a.from === state && a.word === word);
    if (!arc) return Number.NEGATIVE_INFINITY;
    total += arc.logProb;
    state = arc.to;
  }
  return total + (acceptor.finals.find((f) => f.state === state)?.logProb ?? Number.NEGATIVE_INFINITY);
}

/** All sentences of a grammar without * + and recursion, with the probability of the best derivation. */
function enumerate(rules: Map<string, { expansion: Expansion }>, e: Expansion): Map<string, number> {
  const best = new Map<string, number>();
  const add = (text: string, p: number) => best.set(text, Math.max(p, best.get(text) ?? 0));
  if (e.kind === 'word') add(e.word, 1);
  else if (e.kind === 'null') add('', 1);
  else if (e.kind === 'rule') return enumerate(rules, rules.get(e.name)!.expansion);
  else if (e.kind === 'alternatives') {
    e.items.forEach((item, i) => {
      const share = e.probabilities[i]!;
      if (share > 0) for (const [text, p] of enumerate(rules, item)) add(text, p * share);
    });
  } else if (e.kind === 'sequence') {
    let prefixes = new Map([['', 1]]);
    for (const item of e.items) {
      const longer = new Map<string, number>();
      for (const [left, p] of prefixes) {
        for (const [right, q] of enumerate(rules, item)) {
          const text = `${left} ${right}`.trim();
          longer.set(text, Math.max(p * q, longer.get(text) ?? 0));
        }
      }
      prefixes = longer;
    }
    return prefixes;
  } else if (e.kind === 'repeat') throw new Error('infinite');
  return best;
}

/** Number of derivations: at least as many as there are sentences. */
function derivations(rules: Map<string, { expansion: Expansion }>, e: Expansion): number {
  if (e.kind === 'rule') return derivations(rules, rules.get(e.name)!.expansion);
  if (e.kind === 'sequence') return e.items.reduce((product, item) => product * derivations(rules, item), 1);
  if (e.kind === 'alternatives') return e.items.reduce((sum, item) => sum + derivations(rules, item), 0);
  return 1;
}

/** All sentences of an acyclic acceptor. */
function language(acceptor: Acceptor): Map<string, number> {
  const sentences = new Map<string, number>();
  const walk = (state: number, text: string, logProb: number) => {
    const final = acceptor.finals.find((f) => f.state === state);
    if (final) sentences.set(text, Math.exp(logProb + final.logProb));
    for (const arc of acceptor.arcs) {
      if (arc.from === state) walk(arc.to, `${text} ${arc.word}`.trim(), logProb + arc.logProb);
    }
  };
  walk(0, '', 0);
  return sentences;
}

function expectSameLanguage(text: string): void {
  const { rules } = parseJsgf(text);
  fc.pre(derivations(rules, rules.get('top')!.expansion) <= 1000);
  const truth = enumerate(rules, rules.get('top')!.expansion);
  const found = language(compileJsgf(text));
  expect([...found.keys()].sort()).toEqual([...truth.keys()].sort());
  for (const [sentence, p] of truth) expect(found.get(sentence)).toBeCloseTo(p, 9);
}

/** One random sentence; rules that recurse are followed with `random` deciding. */
function sample(text: string, root: string, random: () => number): string[] {
  const { rules } = parseJsgf(text);
  const words: string[] = [];
  const say = (e: Expansion): void => {
    if (e.kind === 'word') words.push(e.word);
    else if (e.kind === 'rule') say(rules.get(e.name)!.expansion);
    else if (e.kind === 'sequence') e.items.forEach(say);
    else if (e.kind === 'alternatives') {
      let left = random();
      const i = e.probabilities.findIndex((p) => {
        left -= p;
        return left < 0;
      });
      say(e.items[i]!);
    } else if (e.kind === 'repeat') {
      if (e.atLeastOnce) say(e.item);
      while (random() < 0.5) say(e.item);
    }
  };
  say(rules.get(root)!.expansion);
  return words;
}

/** Numbers in [0, 1) by mulberry32. */
function randomFrom(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The text of random non-recursive rule bodies over a small vocabulary. */
const bodies = fc.letrec<{ body: string }>((tie) => ({
  body: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', '"c d"', '<NULL>', '<leaf>', 'a {tag}'),
    fc.array(tie('body'), { minLength: 2, maxLength: 3 }).map((items) => `( ${items.join(' ')} )`),
    fc.array(tie('body'), { minLength: 2, maxLength: 3 }).map((items) => `( ${items.join(' | ')} )`),
    fc
      .array(fc.tuple(fc.integer({ min: 1, max: 9 }), tie('body')), { minLength: 2, maxLength: 3 })
      .map((items) => `( ${items.map(([weight, body]) => `/${weight}/ ${body}`).join(' | ')} )`),
    tie('body').map((item) => `[ ${item} ]`),
  ),
})).body;

it('takes words of one spelling for one word', () => {
  const text = '#JSGF V1.0; grammar g; public <g> = Turn on | turn off;';
  expect(compileJsgf(text).arcs.filter(({ from }) => from === 0)).toHaveLength(2);
  const acceptor = compileJsgf(text, { spell: (word) => word.toUpperCase() });
  expect(acceptor.arcs.filter(({ from }) => from === 0)).toHaveLength(1);
  for (const word of ['ON', 'OFF']) expect(score(acceptor, ['TURN', word])).toBeCloseTo(Math.log(0.5), 10);
});

describe('compileJsgf', () => {
  it('reads the example of the W3C note', () => {
    const text = `#JSGF V1.0 ISO8859-1 en;
      // Body
      grammar com.acme.commands;
      public <basicCmd> = <startPolite> <command> <endPolite>;
      <command> = <action> <object>;
      <action> = /10/ open |/2/ close |/1/ delete |/1/ move;
      <object> = [the | a] (window | file | menu);
      <startPolite> = (please | kindly | could you | oh mighty computer) *;
      <endPolite> = [ please | thanks | thank you ]; /* the end */`;
    const acceptor = compileJsgf(text);
    // No polite start 1/2, open 10/14, the 1/4, window 1/3, no polite end 1/2.
    expect(score(acceptor, ['open', 'the', 'window'])).toBeCloseTo(Math.log(10 / 14 / 48), 9);
    expect(score(acceptor, 'oh mighty computer kindly close a menu thank you'.split(' '))).toBeGreaterThan(
      -20,
    );
    expect(score(acceptor, ['open', 'the', 'the', 'window'])).toBe(Number.NEGATIVE_INFINITY);
    expect(score(acceptor, ['please'])).toBe(Number.NEGATIVE_INFINITY);
  });

  it('equals enumeration of the rule trees, weights included', () => {
    fc.assert(
      fc.property(bodies, bodies, (top, leaf) => {
        expectSameLanguage(jsgf(`public <top> = ${top};\n<leaf> = ${leaf.replaceAll('<leaf>', 'e')};`));
      }),
      { numRuns: 300 },
    );
  });

  it('accepts sampled sentences of a grammar with loops and right recursion', () => {
    const text = jsgf(`public <list> = <item> | <item> and <list>;
      <item> = ( red | blue )* ( ball | "big box" )+ [ <more> ];
      <more> = with <NULL> <thing> [ <NULL> <more> ]; <thing> = x | <VOID> | y;`);
    const acceptor = compileJsgf(text);
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const words = sample(text.replace('| <VOID>', ''), 'list', randomFrom(seed));
        fc.pre(words.length < 60);
        expect(score(acceptor, words)).toBeGreaterThan(-300);
        expect(score(acceptor, [...words, 'and'])).toBe(Number.NEGATIVE_INFINITY);
      }),
    );
  });

  it('makes right recursion the same language and weights as a loop', () => {
    const recursive = compileJsgf(jsgf('public <a> = x [ <b> ]; <b> = y <a> | z;'));
    // x, then stop ½, or ½ · (½ y x … | ½ z)
    expect(Math.exp(score(recursive, ['x']))).toBeCloseTo(0.5, 9);
    expect(Math.exp(score(recursive, ['x', 'z']))).toBeCloseTo(0.25, 9);
    expect(Math.exp(score(recursive, ['x', 'y', 'x', 'y', 'x']))).toBeCloseTo(1 / 32, 9);
    expect(score(recursive, ['x', 'y'])).toBe(Number.NEGATIVE_INFINITY);
  });

  it('is deterministic and gives probabilities that sum to 1 when sentences are unambiguous', () => {
    const acceptor = compileJsgf(jsgf('public <a> = one+ two | /*comment*/ (three four | three five) *;'));
    const keys = acceptor.arcs.map((arc) => `${arc.from} ${arc.word}`);
    expect(new Set(keys).size).toBe(keys.length);
    // Mass by forward steps: what has ended after 80 words.
    let mass = new Map([[0, 1]]);
    let ended = 0;
    for (let step = 0; step < 80; step++) {
      const next = new Map<number, number>();
      for (const [state, p] of mass) {
        ended += p * Math.exp(acceptor.finals.find((f) => f.state === state)?.logProb ?? -Infinity);
        for (const arc of acceptor.arcs.filter((a) => a.from === state)) {
          next.set(arc.to, (next.get(arc.to) ?? 0) + p * Math.exp(arc.logProb));
        }
      }
      mass = next;
    }
    expect(ended).toBeCloseTo(1, 9);
  });

  it('stays finite, with the exact language, where best-path distances diverge', () => {
    const acceptor = compileJsgf(jsgf('public <a> = /9/ a* b | /1/ ( a a )* c;'));
    const as = (n: number) => Array<string>(n).fill('a');
    for (const n of [0, 1, 2, 99, 100]) {
      expect(score(acceptor, [...as(n), 'b'])).toBeGreaterThan(-100);
      expect(score(acceptor, [...as(n), 'c']) > -200).toBe(n % 2 === 0);
    }
  });

  it('starts from one rule on request, and from all public rules together otherwise', () => {
    const text = jsgf('public <a> = x; public <b> = y; <c> = z;');
    expect(language(compileJsgf(text))).toEqual(
      new Map([
        ['x', 0.5],
        ['y', 0.5],
      ]),
    );
    expect(language(compileJsgf(text, { rule: 'c' }))).toEqual(new Map([['z', 1]]));
  });
});
