/** Counting and finding bits, against counting them one by one. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BitRank } from '../../../src/text/ngram/bit-rank.js';

it('counts the bits before each place and finds the n-th', () => {
  const rows = fc.uint8Array({ minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(rows, fc.nat(3), (bytes, shift) => {
      // Views that begin anywhere in their buffer.
      const bits = new BitRank(Uint8Array.from([...new Uint8Array(shift), ...bytes]).subarray(shift));
      let set = 0;
      for (let at = 0; at < bytes.length * 8; at++) {
        const isSet = ((bytes[at >> 3]! >> (at & 7)) & 1) === 1;
        expect(bits.has(at)).toBe(isSet);
        expect(bits.rank(at)).toBe(set);
        if (isSet) expect(bits.select(set++)).toBe(at);
      }
    }),
  );
});
