import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corporaFolder } from '../../../src/speech/corpus/locations.js';
import { pinnedListNames, readPinnedCorpus, readPinnedList } from '../../../src/speech/corpus/pinned-list.js';

describe.each(pinnedListNames())('pinned list %s', (name) => {
  const folder = join(corporaFolder(), readPinnedList(name).corpus);

  it('is found whole in the corpus', ({ skip }) => {
    skip(!existsSync(folder), `no corpus in ${folder}: fetch it with npm run corpora`);
    for (const { audio, text } of readPinnedCorpus(name)) {
      expect(existsSync(audio)).toBe(true);
      expect(text).toMatch(/^[A-Z']+( [A-Z']+)*$/);
    }
  });
});
