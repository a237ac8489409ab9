/** Reads the Free Spoken Digit Dataset: `recordings/{digit}_{speaker}_{index}.wav`. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { severalSplits, unknownSplit } from './corpus-errors.js';
import type { Utterance } from './utterance.js';

const WORDS = ['ZERO', 'ONE', 'TWO', 'THREE', 'FOUR', 'FIVE', 'SIX', 'SEVEN', 'EIGHT', 'NINE'];
const NAME = /^(\d)_([^_]+)_(\d+)\.wav$/u;

/** The official test set: indices 0 to 4 of each digit and speaker. */
const TEST_INDICES = 5;

/** The folder of recordings in or at `folder`, or undefined where there is none. */
export function findRecordings(folder: string): string | undefined {
  const inside = join(folder, 'recordings');
  const candidate = existsSync(inside) ? inside : folder;
  return readdirSync(candidate).some((name) => NAME.test(name)) ? candidate : undefined;
}

/**
 * Maps the recordings of split `train` (indices 5 and up), `test` (0 to 4) or `all` to utterances, sorted by speaker,
 * index and digit.
 *
 * @throws InputError `corpus-several-splits`, `corpus-unknown-split`.
 */
export function readDigits(recordings: string, split?: string): Utterance[] {
  const splits = ['train', 'test', 'all'];
  if (split === undefined) throw severalSplits(recordings, splits);
  if (!splits.includes(split)) throw unknownSplit(recordings, split, splits);
  return readdirSync(recordings)
    .map((name) => NAME.exec(name))
    .filter((match) => match !== null)
    .map(([name, digit, speaker, index]) => ({
      name,
      digit: Number(digit),
      speaker: speaker!,
      index: Number(index),
    }))
    .filter(({ index }) => split === 'all' || index < TEST_INDICES === (split === 'test'))
    .sort((a, b) => compare(a.speaker, b.speaker) || a.index - b.index || a.digit - b.digit)
    .map(({ name, digit, speaker }) => ({
      id: basename(name, '.wav'),
      audio: join(recordings, name),
      text: WORDS[digit]!,
      speaker,
    }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
