import { describe, expect, it } from 'vitest';
import { judgeMemory, type MemoryLook, sayVerdict } from '../../../scripts/endure/verdict.js';

/** An hour, a look every ten seconds. */
const hour = (at: (hours: number, i: number) => Partial<MemoryLook>): MemoryLook[] =>
  Array.from({ length: 360 }, (_, i) => ({
    ...{ seconds: i * 10, rssMb: 200, heapMb: 20, arenaBytes: 4096, tfjsArenaBytes: 64, tensors: 12 },
    ...at(i / 360, i),
  }));

describe('the verdict on memory', () => {
  it('finds noise around a constant flat, whatever happened while engines warmed up', () => {
    const verdict = judgeMemory(hour((h, i) => ({ rssMb: 200 + Math.min(100, 1000 * h) + 3 * Math.sin(i) })));
    expect(verdict.flat).toBe(true);
    expect(Math.abs(verdict.rssMbPerHour)).toBeLessThan(1);
    expect(sayVerdict(verdict)).toMatch(/^Flat: .* 12 tensors at every look/);
  });

  it('finds a slow leak, and says how fast', () => {
    const verdict = judgeMemory(hour((h, i) => ({ rssMb: 200 + 20 * h + 3 * Math.sin(i) })));
    expect(verdict.flat).toBe(false);
    expect(verdict.rssMbPerHour).toBeCloseTo(20, 0);
    expect(sayVerdict(verdict)).toMatch(/^NOT flat: resident memory \+(19|20)/);
  });

  it('allows no tensor more', () => {
    const verdict = judgeMemory(hour((_, i) => ({ tensors: i < 300 ? 12 : 13 })));
    expect(verdict.flat).toBe(false);
    expect(sayVerdict(verdict)).toContain('between 12 and 13 tensors');
  });
});
