import { describe, expect, it } from 'vitest';
import { learningCurve, stageCurve } from '../../../scripts/report/curves.js';

describe('learning curves', () => {
  it('draw a line for each set through its figures', () => {
    const metrics = [4, 2, 1].map((loss, epoch) => ({
      ...{ epoch, steps: epoch * 10, rate: 1e-3, isBest: true, seconds: epoch },
      ...{ train: { loss }, dev: { loss: loss + 1 } },
    }));
    const svg = learningCurve(metrics, 'loss', 'loss by epoch');
    expect(svg).toMatch(/^<svg [^>]*aria-label="loss by epoch"/);
    const paths = [...svg.matchAll(/<path [^>]*d="M([^"]*)"/g)].map(([, d]) => d!.split('L').length);
    expect(paths.filter((points) => points === 3)).toHaveLength(2);
  });

  it('draw a line for each stage of Gaussians', () => {
    const metrics = ['monophones', 'triphones'].flatMap((stage, s) =>
      [1, 2, 3, 4].map((iteration) => ({
        ...{ stage, iteration, done: 4 * s + iteration, logLikelihoodPerFrame: -10 / iteration },
        ...{ gaussians: 9, unaligned: 0, seconds: 1 },
      })),
    );
    const svg = stageCurve(metrics);
    const paths = [...svg.matchAll(/<path [^>]*d="M([^"]*)"/g)].map(([, d]) => d!.split('L').length);
    expect(paths.filter((points) => points === 4)).toHaveLength(2);
    expect(svg).toContain('>triphones</text>');
  });
});
