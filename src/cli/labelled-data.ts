/** Options that say where labelled texts are, and their reading. */
import { type Command, Option } from 'commander';
import type { LabelledText, LabelScale } from '../sentiment/corpus/labelled-text.js';

export interface LabelledDataOptions {
  data: string;
  textColumn?: string;
  labelColumn?: string;
  labels: LabelScale;
}

export function addLabelledDataOptions(command: Command): Command {
  return command
    .requiredOption(
      '-d, --data <path>',
      'a folder with pos/ and neg/, a .csv, .tsv or .jsonl, or lines of `label<TAB>text`; labels 0|1 or neg|pos',
    )
    .option('--text-column <name>', 'tables only: the column with the text; default text')
    .option('--label-column <name>', 'tables only: the column with the label; default label')
    .addOption(
      new Option('--labels <scale>', 'files only: what labels are; of one to five stars, three are neither')
        .choices(['binary', 'stars'])
        .default('binary'),
    );
}

export async function readLabelledData(options: LabelledDataOptions): Promise<LabelledText[]> {
  const { data, textColumn, labelColumn, labels } = options;
  const { readLabelledTexts } = await import('../sentiment/corpus/read-texts.js');
  const named = textColumn !== undefined || labelColumn !== undefined;
  return readLabelledTexts(data, {
    scale: labels,
    ...(named && { columns: { text: textColumn ?? 'text', label: labelColumn ?? 'label' } }),
  });
}
