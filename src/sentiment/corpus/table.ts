/** Reads tables of texts and labels: csv, tsv, and jsonl, with the columns named by the user. */
import { InputError } from '../../errors.js';
import { type LabelledText, type LabelScale, parseLabel } from './labelled-text.js';

export interface TableColumns {
  /** Name of the column (or key) with the text. */
  text: string;
  /** Name of the column (or key) with the label. */
  label: string;
}

export type TableFormat = 'csv' | 'tsv' | 'jsonl';

/** The first rows' names where none is given: what most tables call them. */
export const DEFAULT_COLUMNS: TableColumns = { text: 'text', label: 'label' };

type Row = Readonly<Record<string, unknown>>;

/**
 * Maps a table whose first line names its columns (jsonl: whose objects have keys) to labelled texts; rows' numbers are
 * the ids.
 *
 * @throws InputError `corpus-bad-table`, `corpus-no-column`, `corpus-bad-label`, `corpus-empty`
 */
export async function parseTable(
  content: string,
  name: string,
  format: TableFormat,
  columns: TableColumns = DEFAULT_COLUMNS,
  scale: LabelScale = 'binary',
): Promise<LabelledText[]> {
  const rows = format === 'jsonl' ? parseJsonLines(content, name) : await parseCsv(content, name, format);
  if (rows.length === 0) {
    throw new InputError({
      code: 'corpus-empty',
      found: `no row in ${name}`,
      expected: `columns ${columns.text} and ${columns.label}, and a row for each text`,
      remedy: 'Give a table with rows.',
    });
  }
  return rows.map((row, index) => {
    const place = `row ${index + 1} of ${name}`;
    const text = cell(row, columns.text, 'text', place);
    return {
      id: String(index + 1),
      text,
      ...parseLabel(cell(row, columns.label, 'label', place), scale, place),
    };
  });
}

function cell(row: Row, column: string, role: keyof TableColumns, place: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(Number(value));
  throw new InputError({
    code: 'corpus-no-column',
    found: `no ${role} "${column}" on ${place}, which has ${Object.keys(row).join(', ')}`,
    expected: `a column with the ${role}`,
    remedy: `Name it: --${role}-column NAME.`,
  });
}

async function parseCsv(content: string, name: string, format: 'csv' | 'tsv'): Promise<Row[]> {
  const { parse } = await import('csv-parse/sync');
  try {
    return parse<Row>(content, {
      bom: true,
      columns: true,
      delimiter: format === 'csv' ? ',' : '\t',
      // Tab-separated files are usually written without quoting: a quote mark in them is a quote mark.
      quote: format === 'csv' ? '"' : null,
      skip_empty_lines: true,
    });
  } catch (cause) {
    throw badTable(`${(cause as Error).message} in ${name}`, `a ${format} table`, cause);
  }
}

function parseJsonLines(content: string, name: string): Row[] {
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const place = `line ${index + 1} of ${name}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw badTable(`${(cause as Error).message} on ${place}`, 'one JSON object a line', cause);
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return [value as Row];
    throw badTable(`${line.slice(0, 40)} on ${place}`, 'one JSON object a line');
  });
}

function badTable(found: string, expected: string, cause?: unknown): InputError {
  const remedy = 'Correct the file, or give it the ending (.csv, .tsv, .jsonl) of what it is.';
  return new InputError({ code: 'corpus-bad-table', found, expected, remedy }, { cause });
}
