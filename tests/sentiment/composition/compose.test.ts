import { expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { composePair, composer } from '../../../src/sentiment/composition/compose.js';
import { composeContrast } from '../../../src/sentiment/composition/contrast.js';
import { composeDenial } from '../../../src/sentiment/composition/negation.js';
import { collectParts } from '../../../src/sentiment/composition/parts.js';
import { SET_VERBS } from '../../../src/sentiment/composition/set-phrases.js';
import { chanceOfPositive, negated } from '../../../src/sentiment/composition/valence.js';
import { baseForm, createTagger } from '../../../src/sentiment/composition/words.js';
import { parseTrees } from '../../../src/sentiment/corpus/treebank.js';

const TREES = `
(3 (2 (2 The) (2 plot)) (3 (3 (3 entertains) (2 us)) (2 .)))
(1 (2 (2 The) (2 plot)) (1 (1 (1 annoys) (2 us)) (2 .)))
(4 (2 (2 its) (2 story)) (4 (2 is) (4 (2 really) (4 wonderful))))
(0 (2 (2 its) (2 story)) (0 (2 is) (0 (2 really) (0 dreadful))))
(1 (2 (2 its) (2 story)) (1 (2 is) (1 (2 not) (3 good))))
(3 (2 a) (3 (3 genuine) (3 charm)))
(1 (2 a) (1 (1 dull) (1 mess)))
`;
const valences = new Map([
  ['liked', 0.6],
  ['hated', -0.9],
  ['charmed', 0.5],
  ['disappointed', -0.6],
]);
const tags = createTagger();
const parts = collectParts(parseTrees(TREES, 'test'), valences, tags);
const texts = (list: readonly { text: string }[]) => list.map(({ text }) => text).sort();

it('sorts phrases by what may be said with them, and leaves denials out', () => {
  expect(texts(parts.adjectives)).toEqual(
    expect.arrayContaining(['really wonderful', 'really dreadful', 'dull']),
  );
  const found = parts.verbs.filter((verb) => !SET_VERBS.includes(verb));
  expect(texts(found)).toEqual(['annoys', 'annoys us', 'entertains', 'entertains us']);
  expect(texts(parts.deeds)).toContain('hated');
  expect(texts(parts.things)).toEqual(expect.arrayContaining(['genuine charm', 'dull mess']));
  expect(parts.subjects).toContain('its story');
  const all = [parts.adjectives, parts.verbs, parts.things, parts.clauses].flat();
  expect(all.filter(({ text }) => /\bnot\b/u.test(text))).toEqual([]);
});

it('finds the verb behind its forms', () => {
  const forms = { entertains: 'entertain', loved: 'love', tries: 'try', misses: 'miss', enjoyed: 'enjoy' };
  for (const [form, base] of Object.entries(forms)) expect(baseForm(form, tags)).toBe(base);
});

it('turns what is denied to the other side, and by less than it was', () => {
  for (const valence of [-1, -0.5, 0.5, 1]) {
    expect(Math.sign(negated(valence))).toBe(-Math.sign(valence));
    expect(Math.abs(negated(valence))).toBeLessThan(1);
  }
  const random = createRandom(2);
  for (let i = 0; i < 500; i++) {
    const { said, denied } = composeDenial(random, parts);
    expect(denied.valence * said.valence).toBeLessThan(0);
    expect(denied.text).not.toBe(said.text);
    expect(denied.text).toMatch(
      /\b(not|no|never|hardly|scarcely|rarely|seldom|barely|far|fails|lacks|without|nothing)\b|n't/u,
    );
  }
});

it('lets the favoured part of a contrast decide, so that the two ways round differ', () => {
  const random = createRandom(3);
  for (let i = 0; i < 500; i++) {
    const [a, b] = composeContrast(random, parts);
    expect(a.valence * b.valence).toBeLessThan(0);
    expect(a.text).not.toBe(b.text);
  }
});

it('says so where there is nothing to draw', () => {
  expect(() =>
    composeDenial(createRandom(1), {
      ...parts,
      feelings: [],
      adjectives: [],
      verbs: [],
      deeds: [],
      things: [],
    }),
  ).toThrow(RangeError);
});

it('is the same for the same seed, and grades degrees', () => {
  const make = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 50 }, () => composePair(random, parts));
  };
  expect(make(4)).toEqual(make(4));
  expect(make(4)).not.toEqual(make(5));
  expect(chanceOfPositive(0)).toBe(0.5);
  expect(chanceOfPositive(0.5)).toBeCloseTo(1 - chanceOfPositive(-0.5), 12);
});

it('never composes what is measured on, whatever its case and marks', () => {
  const [first] = composer(parts, [])(createRandom(8), 1);
  const without = composer(parts, [`${first!.text.toUpperCase()}!`])(createRandom(8), 40);
  expect(without).toHaveLength(80);
  expect(without.map(({ text }) => text)).not.toContain(first!.text);
});
