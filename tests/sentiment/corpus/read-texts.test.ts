import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLabelledTexts } from '../../../src/sentiment/corpus/read-texts.js';
import { readUnlabelledFolder } from '../../../src/sentiment/corpus/review-folder.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'utterly-texts-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: string | Uint8Array): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

const error = (code: string, found = '') =>
  expect.objectContaining({ code, found: expect.stringContaining(found) });

describe('a folder laid out as aclImdb', () => {
  it('gives labels by folder, stars by name, in order of numbers', async () => {
    write('pos/10_8.txt', 'ten');
    write('pos/9_10.txt', 'nine');
    write('neg/0_3.txt', 'zero');
    write('neg/notes.md', 'not a review');
    write('unsup/0_0.txt', 'who knows');
    expect(await readLabelledTexts(root)).toEqual([
      { id: 'neg/0_3', text: 'zero', label: 0, stars: 2 },
      { id: 'pos/9_10', text: 'nine', label: 1, stars: 5 },
      { id: 'pos/10_8', text: 'ten', label: 1, stars: 4 },
    ]);
    expect(readUnlabelledFolder(root)).toEqual([{ id: 'unsup/0_0', text: 'who knows' }]);
  });

  it('needs no ratings in its names', async () => {
    write('pos/fine.txt', 'yes');
    mkdirSync(join(root, 'neg'));
    expect(await readLabelledTexts(root)).toEqual([{ id: 'pos/fine', text: 'yes', label: 1 }]);
  });

  it('must hold reviews', async () => {
    await expect(readLabelledTexts(root)).rejects.toEqual(error('corpus-unknown-layout'));
    for (const name of ['pos', 'neg']) mkdirSync(join(root, name));
    await expect(readLabelledTexts(root)).rejects.toEqual(error('corpus-empty'));
    await expect(readLabelledTexts(join(root, 'nowhere'))).rejects.toEqual(error('corpus-not-found'));
  });
});

describe('lines with a label', () => {
  it('have it before a tab or a space', async () => {
    const path = write('a.txt', '\ufeff1\tgood\r\n0 bad , really\n\nneg\tworse\nPositive better\n');
    expect(await readLabelledTexts(path)).toEqual([
      { id: '1', text: 'good', label: 1 },
      { id: '2', text: 'bad , really', label: 0 },
      { id: '4', text: 'worse', label: 0 },
      { id: '5', text: 'better', label: 1 },
    ]);
  });

  it('may have stars, three of which are neither', async () => {
    const path = write('a.txt', '1 bad\n3 so so\n5 good');
    expect(
      (await readLabelledTexts(path, { scale: 'stars' })).map(({ label, stars }) => [label, stars]),
    ).toEqual([
      [0, 1],
      [undefined, 3],
      [1, 5],
    ]);
  });

  it.each([
    ['1 good\nmeh so so', 'corpus-bad-label', '"meh" as a label on line 2'],
    ['1 good\n1', 'corpus-bad-line', '"1" on line 2'],
    ['\n \n', 'corpus-empty', 'no text'],
  ])('%j are wrong', async (content, code, found) => {
    await expect(readLabelledTexts(write('a.txt', content))).rejects.toEqual(error(code, found));
  });

  it('must be UTF-8', async () => {
    const path = write('a.txt', Buffer.from([0x31, 0x20, 0xe9]));
    await expect(readLabelledTexts(path)).rejects.toEqual(error('text-not-utf8'));
  });
});

describe('a table', () => {
  const expected = [
    { id: '1', text: 'good, "very"\ngood', label: 1 },
    { id: '2', text: 'bad', label: 0 },
  ];

  it('is read as csv, quoted cells and all', async () => {
    const path = write('a.csv', 'id,label,text\n7,1,"good, ""very""\ngood"\n8,neg,bad\n');
    expect(await readLabelledTexts(path)).toEqual(expected);
  });

  it('is read as jsonl', async () => {
    const lines = [JSON.stringify({ label: 1, text: expected[0]!.text }), '', '{"label":"0","text":"bad"}'];
    expect(await readLabelledTexts(write('a.jsonl', lines.join('\n')))).toEqual(expected);
  });

  it('is read by the columns named', async () => {
    const path = write('a.tsv', 'sentence\tscore\nit "works\t5\nno\t1\n');
    const columns = { text: 'sentence', label: 'score' };
    expect(await readLabelledTexts(path, { columns, scale: 'stars' })).toEqual([
      { id: '1', text: 'it "works', stars: 5, label: 1 },
      { id: '2', text: 'no', stars: 1, label: 0 },
    ]);
  });

  it('a .tsv without names is a file of labelled lines', async () => {
    expect(await readLabelledTexts(write('a.tsv', '1\tgood\n0\tbad'))).toHaveLength(2);
    expect(await readLabelledTexts(write('b.tsv', 'label\ttext\n0\tbad'))).toHaveLength(1);
  });

  it.each([
    ['a.csv', 'label,text\n1,"good', 'corpus-bad-table'],
    ['a.csv', 'label,text\n', 'corpus-empty'],
    ['a.csv', 'label,review\n1,good', 'corpus-no-column'],
    ['a.csv', 'label,text\nfine,good', 'corpus-bad-label'],
    ['a.jsonl', '{"label":1', 'corpus-bad-table'],
    ['a.jsonl', '[1]', 'corpus-bad-table'],
    ['a.jsonl', '{"label":1,"text":null}', 'corpus-no-column'],
  ])('%s with %j is wrong', async (name, content, code) => {
    await expect(readLabelledTexts(write(name, content))).rejects.toEqual(error(code));
  });

  it('survives the journey through csv and jsonl', async () => {
    const rows = fc.array(fc.record({ text: fc.string({ minLength: 1 }), label: fc.constantFrom(0, 1) }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(rows, async (table) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const csv = ['text,label', ...table.map(({ text, label }) => `${quote(text)},${label}`)].join('\n');
        const jsonl = table.map((row) => JSON.stringify(row)).join('\n');
        for (const path of [write('t.csv', csv), write('t.jsonl', jsonl)]) {
          const read = await readLabelledTexts(path);
          expect(read.map(({ text, label }) => ({ text, label }))).toEqual(table);
        }
      }),
      { numRuns: 50 },
    );
  });
});
