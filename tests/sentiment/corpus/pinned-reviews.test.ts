import { describe, expect, it } from 'vitest';
import { readPinnedList } from '../../../src/speech/corpus/pinned-list.js';

const ids = (name: string) => readPinnedList(`reviews/${name}`).ids;
const numbers = (name: string, folder: string) =>
  ids(name)
    .filter((id) => id.startsWith(folder))
    .map((id) => Number.parseInt(id.slice(folder.length), 10));

describe('the lists of reviews', () => {
  it.each(['pos/', 'neg/'])('hold blocks of ids in %s out', (folder) => {
    const block = (from: number) => Array.from({ length: 1250 }, (_, i) => from + i);
    expect(numbers('imdb-heldout', folder)).toEqual(block(10_000));
    expect(numbers('imdb-dev', folder)).toEqual(block(11_250));
    expect(Math.max(...numbers('imdb-train', folder))).toBeLessThan(10_000);
  });

  it('name everything once and share nothing', () => {
    for (const names of [
      ['imdb-train', 'imdb-dev', 'imdb-heldout'],
      ['sst-train', 'sst-tune'],
    ]) {
      const all = names.flatMap(ids);
      expect(new Set(all).size).toBe(all.length);
    }
  });
});
