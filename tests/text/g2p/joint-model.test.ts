/** The joint model: its proposals against enumeration, and the way to bytes and back. */

import { describe, expect, it } from 'vitest';
import { lettersOf, spokenOf } from '../../../src/text/g2p/graphone.js';
import { JointModel } from '../../../src/text/g2p/joint-model.js';
import { packJoint, unpackJoint } from '../../../src/text/g2p/pack-joint.js';
import { propose } from '../../../src/text/g2p/propose.js';
import { NgramWalker } from '../../../src/text/ngram/walker.js';

const GRAPHONES = ['a:AE1', 'a:AH0', 'b:B', 'b:', 'ab:B', 'b:B_AE1'];
const SEQUENCES = [
  ['a:AE1', 'b:B'],
  ['b:B', 'a:AE1'],
  ['b:B', 'a:AH0', 'b:'],
  ['ab:B', 'a:AE1'],
  ['a:AH0', 'b:B', 'a:AE1'],
  ['b:B_AE1', 'b:B'],
];
const joint = JointModel.train(SEQUENCES, GRAPHONES, { order: 3, minCounts: [1] });
const WIDE = { beam: 10_000, beamWidth: 100, proposals: 10_000 };

/** All segmentations of a word with their phones and log probability. */
function enumerate(word: string): { spoken: string; logJoint: number }[] {
  const names = GRAPHONES.map((name) => name.split(':') as [string, string]);
  const paths = (rest: string): number[][] =>
    rest === ''
      ? [[]]
      : names.flatMap(([letters], g) =>
          rest.startsWith(letters) ? paths(rest.slice(letters.length)).map((tail) => [g, ...tail]) : [],
        );
  return paths(word).map((path) => {
    const walker = new NgramWalker(joint.ngrams);
    let state = walker.start;
    let logJoint = 0;
    for (const g of path) {
      state = walker.advance(state, 3 + g);
      logJoint += walker.score;
    }
    const phones = path.flatMap((g) => names[g]![1].split('_').filter((phone) => phone !== ''));
    return { spoken: spokenOf(phones), logJoint: logJoint + walker.endScore(state) };
  });
}

describe('propose', () => {
  it('finds every pronunciation with its best segmentation, the best first', () => {
    for (const word of ['ab', 'abab', 'babba']) {
      const best = new Map<string, number>();
      for (const { spoken, logJoint } of enumerate(word))
        best.set(spoken, Math.max(logJoint, best.get(spoken) ?? Number.NEGATIVE_INFINITY));
      const found = propose(joint, lettersOf(word)!, WIDE);
      expect(found.length).toBe(best.size);
      for (const { spoken, logJoint } of found) expect(logJoint).toBeCloseTo(best.get(spoken)!, 9);
      const scores = found.map(({ logJoint }) => logJoint);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }
  });

  it('keeps to its number of proposals', () => {
    expect(propose(joint, lettersOf('abab')!, { ...WIDE, proposals: 2 })).toHaveLength(2);
  });
});

describe('packJoint', () => {
  it('comes back with the same n-grams and log probabilities to a hundredth', () => {
    const back = unpackJoint(packJoint(joint));
    expect(back.ngrams.counts).toEqual(joint.ngrams.counts);
    expect(back.spoken).toEqual(joint.spoken);
    expect(back.spelling).toEqual(joint.spelling);
    for (const word of ['abab', 'babba']) {
      const before = propose(joint, lettersOf(word)!, WIDE);
      const after = new Map(
        propose(back, lettersOf(word)!, WIDE).map(({ spoken, logJoint }) => [spoken, logJoint]),
      );
      expect(after.size).toBe(before.length);
      for (const { spoken, logJoint } of before) expect(after.get(spoken)).toBeCloseTo(logJoint, 1);
    }
  });
});
