/** Everything people ask of a recogniser's errors, on one page: who, which words, which sounds, how sure. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskFiles } from '../../src/model-folder.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { alignPhones, type Confusion, countConfusions } from '../../src/speech/evaluation/confusions.js';
import { formatReport } from '../../src/speech/evaluation/report.js';
import { DictionaryPronouncer } from '../../src/speech/pronouncer.js';
import { type Calibration, calibrate, calibrationLine, reliability } from './calibration.js';
import type { HeardCorpus } from './hear-corpus.js';

const MOST_CONFUSIONS = 25;
const WORST_UTTERANCES = 20;

/**
 * Writes `report.txt` and `calibration.svg` to `out`.
 * @returns the text, and how far confidences can be trusted where any word was heard
 */
export function writeSpeechReport(
  out: string,
  { list, evaluation, scores, trials }: HeardCorpus,
): { text: string; calibration: Calibration | undefined } {
  const dictionary = new DictionaryPronouncer(diskFiles(join(packageFolder(), 'models', 'lexicon-en')));
  const phonesOf = (word: string): readonly string[] => {
    try {
      return dictionary.pronunciations(word)[0] ?? [];
    } catch {
      return []; // no letters: nobody knows how it sounds
    }
  };
  const words = scores.flatMap(({ pairs }) => pairs);
  const wrong = scores.filter(({ errors }) => errors > 0);
  const phones = wrong.flatMap(({ pairs }) => alignPhones(pairs, phonesOf));
  const calibration = trials.length > 0 ? calibrate(trials) : undefined;
  const sections = [
    `${list}\n${formatReport(evaluation, scores, { worst: WORST_UTTERANCES })}`,
    ...(calibration ? [calibrationLine(calibration)] : []),
    confusionTable('words', countConfusions(words, MOST_CONFUSIONS)),
    confusionTable('phones of utterances with errors', countConfusions(phones, MOST_CONFUSIONS)),
  ];
  const text = `${sections.join('\n\n')}\n`;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'report.txt'), text);
  if (calibration) writeFileSync(join(out, 'calibration.svg'), reliability(trials));
  return { text, calibration };
}

function confusionTable(what: string, confusions: readonly Confusion[]): string {
  const width = Math.max(4, ...confusions.map(({ said }) => said.length));
  const rows = confusions.map(
    ({ said, heard, count }) => `${String(count).padStart(5)}  ${said.padEnd(width)}  ${heard}`,
  );
  return [`most frequent confusions of ${what}`, `count  ${'said'.padEnd(width)}  heard`, ...rows].join('\n');
}
