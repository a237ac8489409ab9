import { expect, it } from 'vitest';
import { calibrate, calibrationLine, reliability } from '../../../scripts/report/calibration.js';

/** Of ten words with 0.95 all are right, of ten with 0.55 only one. */
const trials = Array.from({ length: 20 }, (_, i) => ({
  ...{ confidence: i < 10 ? 0.95 : 0.55, right: i <= 10, utterance: `u${i}` },
}));

it('tells and draws how far confidences can be trusted', () => {
  const calibration = calibrate(trials);
  expect(calibration).toMatchObject({ words: 20, error: expect.closeTo((0.05 + 0.45) / 2, 12) });
  expect(calibrationLine(calibration)).toMatch(
    /^confidence of 20 words: .* 0\.250 \(95 %: 0\.\d+ to 0\.\d+\)$/,
  );
  const svg = reliability(trials);
  expect(svg).toMatch(/^<svg [^>]*aria-label="share of right words by confidence"/);
  expect(svg.match(/<circle /g)).toHaveLength(2);
});
