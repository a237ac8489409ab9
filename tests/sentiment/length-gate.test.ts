import { expect, it } from 'vitest';
import { gateByLength } from '../../src/sentiment/length-gate.js';
import type { ScorerMember } from '../../src/sentiment/member.js';
import { type Token, tokenize } from '../../src/text/review/tokens.js';

const asked: number[] = [];
let closed = 0;
const member: ScorerMember = {
  logits(texts: readonly (readonly Token[])[]) {
    asked.push(texts.length);
    return Float64Array.from(texts, ({ length }) => 10 + length);
  },
  close() {
    closed++;
  },
  [Symbol.dispose]() {},
};
const texts = ['a', 'a b', 'a b c', 'a b c d', ''].map(tokenize);

it('asks a member about texts of its length only, and says 0 of the others', () => {
  const gated = gateByLength(member, { from: 2, upTo: 3 });
  expect([...gated.logits(texts)]).toEqual([0, 12, 13, 0, 0]);
  expect([...gateByLength(member, { upTo: 1 }).logits(texts)]).toEqual([11, 0, 0, 0, 10]);
  expect([...gateByLength(member, { from: 9 }).logits(texts)]).toEqual([0, 0, 0, 0, 0]);
  expect(asked).toEqual([2, 2]);
  gated.close();
  expect(closed).toBe(1);
});

it('leaves a member without a range as it is', () => {
  expect(gateByLength(member, {})).toBe(member);
});

it('explains a text at the edge of the range by texts that are shorter', () => {
  const gated = gateByLength(member, { from: 3 });
  // Each of three tokens takes one from 13.
  expect([...gated.contributions!(texts[2]!)]).toEqual([1, 1, 1]);
  expect([...gated.contributions!(texts[1]!)]).toEqual([0, 0]);
});
