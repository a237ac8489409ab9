/** The check of options at the border of training, changing and saving models. */
import { InputError } from '../../errors.js';

/** @throws InputError `ngram-bad-option` unless `holds` */
export function checkOption(holds: boolean, found: string, expected: string): void {
  if (holds) return;
  throw new InputError({ code: 'ngram-bad-option', found, expected, remedy: 'Correct that option.' });
}
