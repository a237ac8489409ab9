/** A batch dealt out to threads: sequences in turn to each part, the longest first, so that the parts take about as long. */
import type { Example } from './shard.js';

export function divide<Target>(batch: readonly Example<Target>[], parts: number): Example<Target>[][] {
  const sorted = [...batch].sort((a, b) => b.input.length - a.input.length);
  return Array.from({ length: parts }, (_, p) =>
    sorted.filter((_, i) => {
      const round = Math.floor(i / parts);
      return (round % 2 === 0 ? i % parts : parts - 1 - (i % parts)) === p;
    }),
  );
}
