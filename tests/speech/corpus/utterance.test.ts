import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeTranscript } from '../../../src/speech/corpus/utterance.js';

describe('normalizeTranscript', () => {
  it.each([
    ['<s> YES </s>', 'YES'],
    ['B ++breath++ SIX <sil> [noise] O', 'B SIX O'],
    ["'tis  Lynde’s\thollow", "TIS LYNDE'S HOLLOW"],
    ["he said 'yes' twice ' ''", 'HE SAID YES TWICE'],
    ['well-known, isn’t it?', "WELL KNOWN ISN'T IT"],
    ['café au lait no. 42', 'CAFE AU LAIT NO 42'],
    ['3 + 4 ++ 5', '3 4 5'],
    ["rock 'n' roll", 'ROCK N ROLL'],
    ['', ''],
  ])('maps %j to %j', (text, expected) => {
    expect(normalizeTranscript(text)).toBe(expected);
  });

  it('is idempotent and leaves single spaces only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = normalizeTranscript(text);
        expect(normalizeTranscript(once)).toBe(once);
        expect(once).toBe(once.split(/\s+/u).join(' ').trim());
      }),
      { numRuns: 1000 },
    );
  });
});
