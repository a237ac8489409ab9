import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { bootstrapInterval } from '../../../src/speech/evaluation/bootstrap.js';
import { summarizeScores } from '../../../src/speech/evaluation/evaluation.js';
import {
  formatAlignment,
  formatReport,
  scoreSpeakers,
  worstUtterances,
} from '../../../src/speech/evaluation/report.js';
import { scoreUtterance } from '../../../src/speech/evaluation/utterance-score.js';

const score = (reference: string, hypothesis: string, speaker?: string, id = 'u') =>
  scoreUtterance({ id, reference, hypothesis, ...(speaker !== undefined && { speaker }) });

const TIMING = { audioSeconds: 10, recognitionSeconds: 1 };

describe('scoreUtterance', () => {
  it('counts the three kinds of error', () => {
    const scored = score('the cat sat on mat', 'THE CAT SIT ON THE');
    expect(scored).toMatchObject({ words: 5, substitutions: 2, insertions: 0, deletions: 0, errors: 2 });
    expect(score('A B', '')).toMatchObject({ deletions: 2, errors: 2, characters: 3, characterErrors: 3 });
    expect(score('', 'A B')).toMatchObject({ words: 0, insertions: 2, errors: 2, characterErrors: 3 });
  });
});

describe('summarizeScores', () => {
  it('sums over utterances, not over rates', () => {
    const result = summarizeScores([score('A B C D', 'A B C D'), score('A', 'B C')], TIMING);
    expect(result).toEqual({
      wer: 2 / 5,
      cer: 3 / 8,
      ser: 1 / 2,
      utterances: 2,
      words: 5,
      substitutions: 1,
      insertions: 1,
      deletions: 0,
      ci95: [0, 2],
      realTimeFactor: 0.1,
    });
  });

  it('is all zero when everything was heard right', () => {
    const text = fc
      .array(fc.constantFrom('YES', 'NO', "DON'T"), { minLength: 1 })
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        const result = summarizeScores(
          texts.map((said) => score(said, said)),
          TIMING,
          { resamples: 100 },
        );
        expect(result).toMatchObject({ wer: 0, cer: 0, ser: 0, ci95: [0, 0] });
      }),
      { numRuns: 30 },
    );
  });

  it('refuses references without words', () => {
    expect(() => summarizeScores([score('', 'A')], TIMING)).toThrow(InputError);
    expect(() => summarizeScores([], TIMING)).toThrow('evaluation-no-words');
  });
});

describe('bootstrapInterval', () => {
  /** Smallest k with P(X ≤ k) ≥ q for X ~ Binomial(n, p). */
  function binomialQuantile(n: number, p: number, q: number): number {
    let probability = (1 - p) ** n;
    let sum = probability;
    let k = 0;
    while (sum < q) {
      probability *= ((n - k) / (k + 1)) * (p / (1 - p));
      sum += probability;
      k++;
    }
    return k;
  }

  it('has the quantiles of the binomial when each utterance is one word', () => {
    const n = 400;
    const errors = Array.from({ length: n }, (_, i) => (i < 80 ? 1 : 0));
    const [low, high] = bootstrapInterval(errors, new Array(n).fill(1), { resamples: 20_000 });
    expect(Math.abs(low * n - binomialQuantile(n, 0.2, 0.025))).toBeLessThanOrEqual(1);
    expect(Math.abs(high * n - binomialQuantile(n, 0.2, 0.975))).toBeLessThanOrEqual(1);
  });

  it('is repeatable, and moves little with the seed', () => {
    const errors = Array.from({ length: 100 }, (_, i) => i % 3);
    const words = Array.from({ length: 100 }, (_, i) => 3 + (i % 7));
    const first = bootstrapInterval(errors, words, { seed: 7 });
    expect(bootstrapInterval(errors, words, { seed: 7 })).toEqual(first);
    const other = bootstrapInterval(errors, words, { seed: 8 });
    expect(other).not.toEqual(first);
    expect(Math.abs(other[0] - first[0])).toBeLessThan(0.005);
  });

  it('draws again when a draw holds no word', () => {
    const [low, high] = bootstrapInterval([0, 1], [0, 1], { resamples: 200 });
    expect([low, high]).toEqual([1, 1]);
  });
});

describe('report', () => {
  const scores = [
    score('GO TO WORK', 'GO THREE FOR WORK', 'ann', 'u1'),
    score('YES', '', 'bob', 'u2'),
    score('NO', 'NO', 'bob', 'u3'),
  ];

  it('sets the texts under each other', () => {
    expect(formatAlignment(scores[0]!)).toBe(
      ['REF: GO ***** TO  WORK', 'HYP: GO THREE FOR WORK', '        I     S'].join('\n'),
    );
    expect(formatAlignment(scores[1]!)).toBe('REF: YES\nHYP: ***\n     D');
  });

  it('ranks speakers by rate and utterances by errors', () => {
    expect(scoreSpeakers(scores)).toEqual([
      { speaker: 'ann', utterances: 1, words: 3, errors: 2, wer: 2 / 3 },
      { speaker: 'bob', utterances: 2, words: 2, errors: 1, wer: 1 / 2 },
    ]);
    expect(worstUtterances(scores, 5).map(({ id }) => id)).toEqual(['u1', 'u2']);
    expect(worstUtterances(scores, 1)).toHaveLength(1);
  });

  it('says it all in one text', () => {
    const text = formatReport(summarizeScores(scores, TIMING), scores, { worst: 1 });
    expect(text).toContain('word error rate      60.00 %');
    expect(text).toContain('1 substituted, 1 inserted, 1 deleted');
    expect(text).toMatch(/^ann +1 +3 +2 {2}66\.67 %$/m);
    expect(text).toContain('u1\nREF: GO ***** TO');
    expect(text).not.toContain('u2\nREF');
  });
});
