import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/random.js';
import { augmentation, type Coder } from '../../../src/speech/neural/augmentation.js';
import type { SoundStore } from '../../../src/speech/neural/sound-store.js';

/** Two seconds of a gliding tone that comes and goes. */
function voice(i: number): Float32Array {
  return Float32Array.from(
    { length: 32000 },
    (_, n) => 0.2 * Math.sin(n * (0.05 + 0.01 * i) + n * n * 1e-6) * Math.sin(n * 0.002) ** 2,
  );
}

const sound: SoundStore = {
  count: 3,
  samples: voice,
  close: () => {},
  [Symbol.dispose]: () => {},
};

describe('augmentation', () => {
  it('gives sound of 16 bits, as long as its speed says, the same for the same seed', async () => {
    using everyday = augmentation(sound);
    const { apply } = everyday;
    const speeds = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const { samples, speed } = await apply(voice(0), createRandom(seed));
      expect(samples.length).toBe(Math.round(32000 / speed));
      expect(samples.every((x) => Math.abs(x) <= 1 && Number.isInteger(x * 32768))).toBe(true);
      expect(samples.some((x) => x !== 0)).toBe(true);
      speeds.add(speed);
      if (seed >= 10) continue;
      const again = await apply(voice(0), createRandom(seed));
      expect(again.samples).toEqual(samples);
    }
    expect([...speeds].sort()).toEqual([0.9, 0.95, 1, 1.05, 1.1]);
  });

  it('ends with the codec it is given, and says so', async () => {
    const coder: Coder = {
      description: 'half/1',
      apply: async (samples) => samples.map((x) => x / 2),
    };
    using plain = augmentation(sound, 'gentle');
    using coded = augmentation(sound, { roughness: 'gentle', coder });
    expect(coded.description).toBe(`${plain.description}, half/1`);
    const [whole, half] = [plain, coded].map(({ apply }) => apply(voice(1), createRandom(3)));
    const { samples } = await whole!;
    (await half!).samples.forEach((x, n) => {
      expect(Math.abs(x - samples[n]! / 2)).toBeLessThan(1 / 32768);
    });
  });

  it('bears silence', async () => {
    using everyday = augmentation(sound);
    const { apply } = everyday;
    for (let seed = 0; seed < 10; seed++) {
      const { samples } = await apply(new Float32Array(8000), createRandom(seed));
      expect(samples.every(Number.isFinite)).toBe(true);
    }
  });
});
