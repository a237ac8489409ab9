/** Two hypotheses and their pasts, put together by hand. */
import { expect, it } from 'vitest';
import { NO_WORD } from '../../src/decode/network.js';
import { TokenList } from '../../src/decode/token-table.js';
import { Trace } from '../../src/decode/trace.js';
import { wordsSoFar } from '../../src/decode/words-so-far.js';

const names = ['go', 'no', 'on'];
const vocabulary = { length: names.length, at: (word: number) => names[word] };

/** start –pause→ 1 –go→ 2 –no→ 3, and 2 –on→ 4; also 1 –go→ 5, a frame later, –no→ 6. */
function trace(): Trace {
  const made = new Trace();
  made.addNode(0, 0, 0);
  const node = (frame: number, from: number, word: number) => {
    const n = made.addNode(frame, 0, 0);
    made.addArc(from, word, 0, 0, 0);
    return n;
  };
  node(2, 0, NO_WORD);
  node(6, 1, 0);
  node(9, 2, 1);
  node(9, 2, 2);
  node(7, 1, 0);
  node(10, 5, 1);
  return made;
}

function tokens(...alive: [score: number, link: number][]): TokenList {
  const list = new TokenList();
  alive.forEach(([score, link], i) => {
    list.push(i, 0, score, link);
  });
  return list;
}

it('weighs what the living agree on', () => {
  const alive = tokens([-10, 3], [-10 - Math.log(2), 4]);
  expect(wordsSoFar(trace(), alive, vocabulary, 1)).toEqual([
    { word: 'go', wordId: 0, pronunciation: 0, startFrame: 2, endFrame: 6, confidence: 1 },
    {
      word: 'no',
      wordId: 1,
      pronunciation: 0,
      startFrame: 6,
      endFrame: 9,
      confidence: expect.closeTo(2 / 3, 12),
    },
  ]);
  // A scale of 2 squares the odds.
  expect(wordsSoFar(trace(), alive, vocabulary, 2)[1]!.confidence).toBeCloseTo(4 / 5, 12);
});

it('counts the same word at about the same place', () => {
  const [go, no] = wordsSoFar(trace(), tokens([-3, 3], [-3, 6], [-3, 4], [-3, 4]), vocabulary, 1);
  expect(go!.confidence).toBeCloseTo(1, 12); // until frame 6 on either path
  expect(no!.confidence).toBeCloseTo(1 / 2, 12);
});

it('has nothing to say where nothing lives', () => {
  expect(wordsSoFar(trace(), tokens(), vocabulary, 1)).toEqual([]);
  expect(wordsSoFar(trace(), tokens([0, 1]), vocabulary, 1)).toEqual([]);
});
