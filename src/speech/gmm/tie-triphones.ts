/** Alignments → which triphone states share a senone. */
import type { FeatureMatrix } from '../../audio/features.js';
import { varianceFloors } from './acoustic-model.js';
import type { ContextTree } from './context-tree.js';
import { clusterPhones, growTree, pool, type TriphoneStats } from './grow-tree.js';
import { forEachState, type PhoneAlignment, STATES_PER_PHONE } from './phone-alignment.js';

/** A leaf of the tree has at least this many frames. */
const MIN_FRAMES = 60;

/** @param options.senones - number of senones wanted; fewer when data do not suffice. */
export function tieTriphones(
  matrices: readonly FeatureMatrix[],
  alignments: readonly PhoneAlignment[],
  { phones, silence, senones }: { phones: number; silence: number; senones: number },
): ContextTree {
  const D = matrices[0]!.dimensions;
  const byTriphone = new Map<string, TriphoneStats>();
  matrices.forEach(({ data }, i) => {
    forEachState(alignments[i]!, silence, (left, phone, right, position, start, end) => {
      const key = `${left} ${phone} ${right} ${position}`;
      let stats = byTriphone.get(key);
      if (!stats) {
        const sum = new Float64Array(D);
        stats = { left, phone, right, position, count: 0, sum, sumSquares: new Float64Array(D) };
        byTriphone.set(key, stats);
      }
      stats.count += end - start;
      for (let j = start * D; j < end * D; j++) {
        const x = data[j]!;
        stats.sum[j % D]! += x;
        stats.sumSquares[j % D]! += x * x;
      }
    });
  });
  const stats = [...byTriphone.values()];
  const varianceFloor = varianceFloors(matrices);
  const middles = Array.from({ length: phones }, (_, phone) =>
    pool(
      stats.filter((s) => s.phone === phone && s.position === 1),
      D,
    ),
  );
  const questions = clusterPhones(middles, varianceFloor);
  return growTree(stats, questions, phones, silence, STATES_PER_PHONE, {
    senones,
    minFrames: MIN_FRAMES,
    varianceFloor,
  });
}
