/**
 * What a shipped recogniser gets wrong on a pinned list: error rates by speaker, worst utterances, confusions of words
 * and phones, reliability of its confidences.
 *   npm run report -- NAME [--list librispeech-dev-clean] [--clips 200] [--out runs/report-NAME]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFolder } from '../src/speech/corpus/locations.js';
import { hearCorpus } from './report/hear-corpus.js';
import { writeSpeechReport } from './report/speech.js';

const LISTS: Readonly<Record<string, string>> = {
  'speech-en': 'librispeech-dev-clean',
  'speech-an4': 'an4-test',
  'speech-digits': 'digits-test',
  'speech-commands': 'commands-validation',
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'string' },
    clips: { type: 'string' },
    out: { type: 'string' },
  },
});
const [name = 'speech-en'] = positionals;
const list = values.list ?? LISTS[name];
if (list === undefined) {
  process.stderr.write(
    `report: found no list for "${name}", expected one of corpora/lists; give it with --list\n`,
  );
  process.exitCode = 2;
} else {
  const folder = join(packageFolder(), 'models', name);
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const clips = values.clips === undefined ? undefined : Number(values.clips);
  const out = values.out ?? join('runs', `report-${name}`);
  const { text } = writeSpeechReport(out, await hearCorpus({ folder, list, clips, log }));
  process.stdout.write(text);
  log(`written to ${out}`);
}
