/** Reads CMU AN4's layout: `etc/an4_SPLIT.{fileids,transcription}` and `wav/…`, NIST SPHERE or RIFF files. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../errors.js';
import { missingAudio, severalSplits, unknownSplit } from './corpus-errors.js';
import { normalizeTranscript, type Utterance } from './utterance.js';

const SPLITS = ['train', 'test'];

/** Whether `folder` holds AN4's `etc` folder. */
export function isAn4(folder: string): boolean {
  return SPLITS.some((split) => existsSync(join(folder, 'etc', `an4_${split}.fileids`)));
}

/**
 * Maps the folder that holds `etc` and `wav` to the utterances of its `train` or `test` split, in the order of the
 * file list.
 *
 * @throws InputError `corpus-several-splits`, `corpus-unknown-split`, `corpus-bad-line` when list and transcription
 * disagree, `corpus-missing-audio`.
 */
export function readAn4(folder: string, split?: string): Utterance[] {
  const splits = SPLITS.filter((name) => existsSync(join(folder, 'etc', `an4_${name}.fileids`)));
  if (split === undefined && splits.length > 1) throw severalSplits(folder, splits);
  const chosen = split ?? splits[0]!;
  if (!splits.includes(chosen)) throw unknownSplit(folder, chosen, splits);
  const transcription = join(folder, 'etc', `an4_${chosen}.transcription`);
  const texts = readTranscription(transcription);
  const absent: string[] = [];
  const utterances = readLines(join(folder, 'etc', `an4_${chosen}.fileids`)).map((path) => {
    const id = basename(path);
    const text = texts.get(id);
    if (text === undefined) {
      throw new InputError({
        code: 'corpus-bad-line',
        found: `no transcription of ${id} in ${transcription}`,
        expected: `a line "TEXT (${id})"`,
        remedy: 'Fetch the corpus again: its file list and its transcription belong together.',
      });
    }
    const audio = ['.sph', '.wav'].map((e) => join(folder, 'wav', path + e)).find((file) => existsSync(file));
    if (audio === undefined) absent.push(join(folder, 'wav', `${path}.sph`));
    return { id, audio: audio ?? '', text: normalizeTranscript(text), speaker: basename(dirname(path)) };
  });
  if (absent.length > 0) throw missingAudio(folder, absent, utterances.length);
  return utterances;
}

/** Texts by id, from lines such as `<s> YES </s> (an251-fash-b)`. */
function readTranscription(path: string): Map<string, string> {
  const texts = new Map<string, string>();
  readLines(path).forEach((line, index) => {
    const match = /^(.*)\(([^()]+)\)\s*$/u.exec(line);
    if (!match) {
      throw new InputError({
        code: 'corpus-bad-line',
        found: `"${line}" on line ${index + 1} of ${path}`,
        expected: 'a line "TEXT (id)"',
        remedy: 'Correct the line or fetch the corpus again.',
      });
    }
    texts.set(match[2]!.trim(), match[1]!);
  });
  return texts;
}

function readLines(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
