import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { normalizeForLm, readLines, splitSentences } from '../../../src/text/ngram/normalize.js';

it.each([
  ['"Don\'t," said Mr. O’Hara--softly.', "DON'T SAID MISTER O'HARA SOFTLY"],
  ["'Tis the boys' café; Ægir & co.", 'TIS THE BOYS CAFE AEGIR AND CO'],
  ['well-known _italics_ naïveté…', 'WELL KNOWN ITALICS NAIVETE'],
  ['In 1842, at No. 7 St. James', 'IN 1842 AT NO 7 SAINT JAMES'],
  ['— * * * —', ''],
  ['Søren Łukasz, Guðrún œuvre', 'SOREN LUKASZ GUTHRUN OEUVRE'],
  ['καὶ δὲ straße', 'STRASSE'],
])('%s', (line, expected) => {
  expect(normalizeForLm(line).join(' ')).toBe(expected);
});

it.each([
  [
    '"Slip down." He ran! (Why?) "Who knows..." said he.',
    ['"Slip down."', 'He ran!', '(Why?)', '"Who knows..." said he.'],
  ],
  ['Mr. Hyde met Dr. J. Watson at St. Paul. He left', ['Mr. Hyde met Dr. J. Watson at St. Paul.', 'He left']],
  ['no end', ['no end']],
])('cuts %s', (paragraph, sentences) => {
  expect(splitSentences(paragraph)).toEqual(sentences);
});

it('reads lines across pieces, with characters of several bytes on the seams', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lines-'));
  try {
    const lines = Array.from({ length: 9000 }, (_, i) => `${'é'.repeat(i % 397)}ß${i}`);
    const path = join(folder, 'text');
    for (const end of ['', '\n']) {
      writeFileSync(path, lines.join('\r\n') + end);
      expect([...readLines(path)]).toEqual(lines);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
