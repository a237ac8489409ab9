/** How often a model is right about the minimal pairs of `corpora/lists/reviews`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Opinion } from '../../src/sentiment/opinion.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { bootstrapInterval } from '../../src/speech/evaluation/bootstrap.js';

/** Two texts that differ in little; the first is to score higher. */
export interface MinimalPair {
  /** What makes the difference: `negation` and `contrast` turn the verdict, `intensity` only moves it. */
  kind: string;
  higher: string;
  lower: string;
}

export interface PairResult extends MinimalPair {
  scores: [higher: number, lower: number];
  /** Whether the first scores higher and, where the verdict turns, both are on their side of 0.5. */
  right: boolean;
}

/** Those for the figure, or those to be looked at while rules of composition are written. */
export function readMinimalPairs(list: 'minimal' | 'tuning' = 'minimal'): MinimalPair[] {
  const path = join(packageFolder(), 'corpora', 'lists', 'reviews', `${list}-pairs.tsv`);
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [kind, higher, lower] = line.split('\t');
    return { kind: kind!, higher: higher!, lower: lower! };
  });
}

export function judgePairs(
  scorer: { score(texts: readonly string[]): Opinion[] },
  pairs: readonly MinimalPair[],
): PairResult[] {
  return pairs.map((pair) => {
    const [high, low] = scorer.score([pair.higher, pair.lower]).map(({ score }) => score);
    const turned = pair.kind === 'intensity' || (high! >= 0.5 && low! < 0.5);
    return { ...pair, scores: [high!, low!], right: high! > low! && turned };
  });
}

/**
 * A line for each kind and for all: pairs right with a 95 % bootstrap interval, pairs whose order is right, and single
 * texts on their side of 0.5 where the verdict turns.
 */
export function pairTable(results: readonly PairResult[]): string {
  const kinds = [...new Set(results.map(({ kind }) => kind)), 'all'];
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return kinds
    .map((kind) => {
      const some = results.filter((result) => kind === 'all' || result.kind === kind);
      const right = some.filter((result) => result.right).length;
      const ordered = some.filter(({ scores: [high, low] }) => high > low).length;
      const turning = some.filter((result) => result.kind !== 'intensity');
      const sided = turning.reduce(
        (n, { scores: [high, low] }) => n + Number(high >= 0.5) + Number(low < 0.5),
        0,
      );
      const errors = some.map((result) => Number(!result.right));
      const [low, high] = bootstrapInterval(errors, new Uint8Array(some.length).fill(1));
      return [
        `${kind}: ${right} of ${some.length} right (${percent(right / some.length)}; 95 %: ${percent(1 - high)} to ${percent(1 - low)})`,
        `${ordered} in order (${percent(ordered / some.length)})`,
        ...(turning.length > 0
          ? [`${percent(sided / (2 * turning.length))} of single texts on their side`]
          : []),
      ].join(', ');
    })
    .join('\n')
    .concat('\n');
}
