import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdOutClips } from '../../../../src/speech/neural/fine-tuning/hold-out-clips.js';

const clip = (id: number, speaker?: string) => ({
  ...{ id: `${id}`, audio: '', text: 'A' },
  ...(speaker !== undefined && { speaker }),
});

describe('holdOutClips', () => {
  it('holds out about a tenth, every clip on one side, whole speakers where there are five or more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 1, max: 12 }), (count, speakers) => {
        const clips = Array.from({ length: count }, (_, i) => clip(i, `s${i % speakers}`));
        const { train, heldOut } = holdOutClips(clips);
        expect([...train, ...heldOut].sort((a, b) => Number(a.id) - Number(b.id))).toEqual(clips);
        const perSpeaker = Math.min(speakers, count) < 5 ? 1 : Math.ceil(count / speakers);
        expect(heldOut.length).toBeGreaterThan(0);
        expect(train.length).toBeGreaterThan(0);
        expect(heldOut.length).toBeLessThan(Math.ceil(0.1 * count) + perSpeaker);
        if (Math.min(speakers, count) < 5) return;
        const voices = new Set(heldOut.map(({ speaker }) => speaker));
        expect(train.some(({ speaker }) => voices.has(speaker))).toBe(false);
      }),
    );
  });

  it('goes by clips where one speaker has no name, and needs two', () => {
    const clips = Array.from({ length: 20 }, (_, i) => (i === 7 ? clip(i) : clip(i, `s${i}`)));
    expect(holdOutClips(clips).heldOut).toHaveLength(2);
    expect(holdOutClips([clip(1)])).toEqual({ train: [clip(1)], heldOut: [] });
  });
});
