import { expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import type { Part, Parts } from '../../../src/sentiment/composition/parts.js';
import { SET_DEEDS, SET_VERBS } from '../../../src/sentiment/composition/set-phrases.js';
import { composeShift } from '../../../src/sentiment/composition/shift.js';
import { baseForm, createTagger } from '../../../src/sentiment/composition/words.js';

const sided = (good: string, bad: string): Part[] => [
  { text: good, valence: 0.6 },
  { text: bad, valence: -0.6 },
];
const parts: Parts = {
  adjectives: sided('funny', 'dull'),
  feelings: [],
  things: sided('charm', 'clichés'),
  verbs: [],
  deeds: [...SET_DEEDS],
  clauses: sided('the plot shines', 'the plot sags'),
  subjects: ['it', 'the script'],
};

it('makes pairs of opposite sides', () => {
  const random = createRandom(5);
  const seen = new Set<string>();
  for (let i = 0; i < 2000; i++) {
    const { said, denied } = composeShift(random, parts);
    expect(said.valence * denied.valence).toBeLessThan(0);
    expect(said.text).not.toBe(denied.text);
    for (const { text } of [said, denied]) {
      expect(text).not.toMatch(/undefined|^ | $| {2}/u);
      seen.add(text);
    }
  }
  expect([...seen]).toEqual(
    expect.arrayContaining(['not a dull film', 'with charm and charm', 'funny without being dull']),
  );
});

it('turns to the right side: by hand', () => {
  const random = createRandom(6);
  const side = new Map<string, number>();
  for (let i = 0; i < 20_000; i++) {
    for (const { text, valence } of Object.values(composeShift(random, parts)))
      side.set(text, Math.sign(valence));
  }
  const expected: Record<string, number> = {
    'it is anything but funny': -1,
    'it is nothing short of funny': 1,
    'it is nothing short of dull': -1,
    'it is neither funny nor funny': -1,
    'dull without being funny': -1,
    "i do n't think the plot sags": 1,
    'it tries to be funny': -1,
    'it avoids being dull': 1,
    'it is hard not to recommend it': 1,
    'nobody will regret it': 1,
    'nobody will recommend it': -1,
    'not as funny as the book': -1,
  };
  for (const [text, sign] of Object.entries(expected)) expect([text, side.get(text)]).toEqual([text, sign]);
});

it("knows base forms as the tagger does, where it knows the phrase's verb", () => {
  const tags = createTagger();
  for (const { text, base } of [...SET_VERBS, ...SET_DEEDS]) {
    const [verb, ...rest] = text.split(' ');
    const found = baseForm(verb!, tags);
    // "fell", "is" and "gave" are irregular: their base forms are not made by an ending.
    if (found !== undefined) expect([found, ...rest].join(' ')).toBe(base);
  }
});
