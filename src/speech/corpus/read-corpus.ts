/** One door to every speech corpus: recognises the layout from what lies on disk and reads it. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../errors.js';
import { isAn4, readAn4 } from './an4.js';
import { isCommands, readCommands } from './commands.js';
import { unknownSplit } from './corpus-errors.js';
import { findRecordings, readDigits } from './digits.js';
import { findTranscriptFiles, readLibriSpeech } from './librispeech.js';
import { readManifest } from './manifest.js';
import type { Utterance } from './utterance.js';

/** Folder names under which corpora unpack; their parent may be given as well. */
const ARCHIVE_FOLDERS = ['an4', 'free-spoken-digit-dataset', 'LibriSpeech', 'speech_commands'];

export interface ReadCorpusOptions {
  /**
   * `train` or `test` (AN4, digits, Speech Commands), `all` (digits), `validation` (Speech Commands), a subset such as
   * `dev-clean` (LibriSpeech).
   */
  split?: string;
}

/**
 * Maps a path to utterances in a fixed order. The path is a manifest (one JSON object a line), or a folder in the
 * layout of AN4, the Free Spoken Digit Dataset, Speech Commands or LibriSpeech (any of its levels), or the folder such a
 * corpus was unpacked in.
 *
 * @throws InputError `corpus-not-found`, `corpus-unknown-layout`, `corpus-several`, `corpus-several-splits`,
 * `corpus-unknown-split`, `corpus-bad-line`, `corpus-missing-audio`, `corpus-empty`.
 */
export function readCorpus(path: string, { split }: ReadCorpusOptions = {}): Utterance[] {
  const root = resolve(path);
  if (!existsSync(root)) {
    throw new InputError({
      code: 'corpus-not-found',
      found: `nothing at ${root}`,
      expected: 'a manifest or a corpus folder',
      remedy: 'Correct the path, or fetch a corpus with `npm run corpora -- NAME`.',
    });
  }
  if (!statSync(root).isDirectory()) {
    if (split !== undefined) throw unknownSplit(root, split, []);
    return readManifest(root);
  }
  const unpacked = ARCHIVE_FOLDERS.map((name) => join(root, name)).filter((folder) => existsSync(folder));
  if (unpacked.length > 1) {
    throw new InputError({
      code: 'corpus-several',
      found: `several corpora: ${unpacked.join(', ')}`,
      expected: 'the folder of one',
      remedy: 'Give one of those paths.',
    });
  }
  return readFolder(unpacked[0] ?? root, split);
}

function readFolder(folder: string, split: string | undefined): Utterance[] {
  if (isAn4(folder)) return readAn4(folder, split);
  if (isCommands(folder)) return readCommands(folder, split);
  const recordings = findRecordings(folder);
  if (recordings !== undefined) return readDigits(recordings, split);
  const transcripts = findTranscriptFiles(folder);
  if (transcripts.length > 0) return readLibriSpeech(folder, transcripts, split);
  throw new InputError({
    code: 'corpus-unknown-layout',
    found: `no known corpus layout in ${folder}`,
    expected:
      'etc/an4_*.fileids (AN4), recordings/DIGIT_SPEAKER_INDEX.wav (digits), validation_list.txt (Speech Commands) or SPEAKER/CHAPTER/*.trans.txt (LibriSpeech)',
    remedy:
      'Give the folder the archive was unpacked in, or write a manifest: {"audio": …, "text": …} on each line.',
  });
}
