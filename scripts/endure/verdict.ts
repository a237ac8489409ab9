/** What was seen of memory over a long time → whether it grows. */

/** One look. */
export interface MemoryLook {
  seconds: number;
  /** Resident memory of the process, and its JavaScript heap after a collection. */
  rssMb: number;
  heapMb: number;
  /** Taken in the kernels' own memory by the training and inference that know no TensorFlow.js, and by its operations. */
  arenaBytes: number;
  tfjsArenaBytes: number;
  tensors: number;
}

export interface Verdict {
  /** Slopes of the lines through all looks but those of the first third, when engines still warm up. */
  rssMbPerHour: number;
  heapMbPerHour: number;
  /** The counts that were seen, one each when nothing leaks. */
  arenaBytes: number[];
  tfjsArenaBytes: number[];
  tensors: number[];
  flat: boolean;
}

/** Growth of the resident memory that the allocator and the compiler are allowed, over the time of the slope. */
const ALLOWED_MB = 10;

/** @param looks - in order; at least three */
export function judgeMemory(looks: readonly MemoryLook[]): Verdict {
  const warm = looks.slice(Math.floor(looks.length / 3));
  const hours = (warm.at(-1)!.seconds - warm[0]!.seconds) / 3600;
  const slope = (key: 'rssMb' | 'heapMb'): number =>
    slopeOf(warm.map((look) => [look.seconds / 3600, look[key]]));
  const seen = (key: 'arenaBytes' | 'tfjsArenaBytes' | 'tensors'): number[] => [
    ...new Set(looks.map((look) => look[key])),
  ];
  const counts = {
    arenaBytes: seen('arenaBytes'),
    tfjsArenaBytes: seen('tfjsArenaBytes'),
    tensors: seen('tensors'),
  };
  const rssMbPerHour = slope('rssMb');
  const constant = Object.values(counts).every((values) => values.length === 1);
  return {
    ...{ rssMbPerHour, heapMbPerHour: slope('heapMb'), ...counts },
    flat: constant && rssMbPerHour * hours < ALLOWED_MB,
  };
}

/** In a sentence. */
export function sayVerdict({ rssMbPerHour, heapMbPerHour, tensors, flat, ...bytes }: Verdict): string {
  const signed = (mb: number): string => `${mb < 0 ? '−' : '+'}${Math.abs(mb).toFixed(1)} MB/h`;
  const count = (values: readonly number[], noun: string): string =>
    values.length === 1 ? `${values[0]} ${noun} at every look` : `between ${span(values)} ${noun}`;
  const parts = [
    `resident memory ${signed(rssMbPerHour)} (heap ${signed(heapMbPerHour)})`,
    count(tensors, 'tensors'),
    count(bytes.arenaBytes, 'bytes of kernel memory'),
    count(bytes.tfjsArenaBytes, 'bytes of it under tfjs'),
  ];
  return `${flat ? 'Flat' : 'NOT flat'}: ${parts.join(', ')}.`;
}

function span(values: readonly number[]): string {
  return `${Math.min(...values)} and ${Math.max(...values)}`;
}

/** Least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (k: 0 | 1): number => points.reduce((sum, point) => sum + point[k], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
