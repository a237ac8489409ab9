/** One door to every corpus of opinions: recognises what lies at a path and reads it. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { InputError } from '../../errors.js';
import { parseLabelLines } from './label-lines.js';
import type { LabelledText, LabelScale } from './labelled-text.js';
import { isReviewFolder, readReviewFolder } from './review-folder.js';
import { parseTable, type TableColumns, type TableFormat } from './table.js';

export interface ReadTextsOptions {
  /** Tables only; `text` and `label` unless told. */
  columns?: TableColumns;
  /** Files only; `binary` unless told. */
  scale?: LabelScale;
}

const TABLES: Readonly<Record<string, TableFormat>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};

/**
 * Maps a path to labelled texts in a fixed order. The path is a folder with `pos/` and `neg/`, a table whose name ends
 * in .csv, .tsv (with a first line that names the columns) or .jsonl, or a file of lines `label<TAB>text` or
 * `label text`.
 *
 * @throws InputError `corpus-not-found`, `corpus-unknown-layout`, and whatever is wrong inside.
 */
export async function readLabelledTexts(
  path: string,
  options: ReadTextsOptions = {},
): Promise<LabelledText[]> {
  const root = resolve(path);
  if (!existsSync(root)) {
    throw new InputError({
      code: 'corpus-not-found',
      found: `nothing at ${root}`,
      expected: 'a folder with pos/ and neg/, a table, or a file of labelled lines',
      remedy: 'Correct the path, or fetch a corpus with `npm run corpora -- imdb sst`.',
    });
  }
  if (statSync(root).isDirectory()) {
    if (isReviewFolder(root)) return readReviewFolder(root);
    throw new InputError({
      code: 'corpus-unknown-layout',
      found: `no pos/ and neg/ in ${root}`,
      expected: 'the layout of aclImdb: a text file for each review in pos/ and neg/',
      remedy: 'Give the folder that holds the two, e.g. aclImdb/train.',
    });
  }
  const { columns, scale = 'binary' } = options;
  const content = decode(readFileSync(root), root);
  const format = TABLES[extname(root).toLowerCase()];
  // A .tsv without a line of names is a file of labelled lines.
  const bare = format === 'tsv' && columns === undefined && isLabelled(content, root, scale);
  if (format !== undefined && !bare) return parseTable(content, root, format, columns, scale);
  return parseLabelLines(content, root, scale);
}

function isLabelled(content: string, name: string, scale: LabelScale): boolean {
  const [first = ''] = content.split('\n', 1);
  try {
    return parseLabelLines(first, name, scale).length === 1;
  } catch {
    return false;
  }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InputError(
      {
        code: 'text-not-utf8',
        found: `bytes that are not UTF-8 in ${name}`,
        expected: 'text in UTF-8',
        remedy: 'Convert the file, e.g. `iconv -f WINDOWS-1252 -t UTF-8`.',
      },
      { cause },
    );
  }
}
