/** Reads a text a line, its label before it: `label<TAB>text` or `label text`. */
import { InputError } from '../../errors.js';
import { type LabelledText, type LabelScale, parseLabel } from './labelled-text.js';

/**
 * Maps lines to labelled texts; blank lines are passed over, line numbers are the ids.
 *
 * @param name - of the file, for messages
 * @throws InputError `corpus-bad-line`, `corpus-bad-label`, `corpus-empty`
 */
export function parseLabelLines(content: string, name: string, scale: LabelScale = 'binary'): LabelledText[] {
  const texts: LabelledText[] = [];
  content.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '') return;
    const place = `line ${index + 1} of ${name}`;
    // A corpus may hold an empty text: a label and its separator.
    const [, written, text] = /^\s*(\S+)[\t ]\s*(.*)$/u.exec(line) ?? [];
    if (written === undefined || text === undefined) {
      throw new InputError({
        code: 'corpus-bad-line',
        found: `"${line.slice(0, 40)}" on ${place}`,
        expected: 'a label, a tab or a space, and a text',
        remedy: 'Correct the line; it should read like "1<TAB>a film to remember".',
      });
    }
    texts.push({ id: String(index + 1), text, ...parseLabel(written, scale, place) });
  });
  if (texts.length > 0) return texts;
  throw new InputError({
    code: 'corpus-empty',
    found: `no text in ${name}`,
    expected: 'a label and a text on each line',
    remedy: 'Write lines like "1<TAB>a film to remember".',
  });
}
