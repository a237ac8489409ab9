/** Reads Speech Commands' layout (Warden 2018): `WORD/SPEAKER_nohash_N.wav`, and lists of the clips that are not for training. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { severalSplits, unknownSplit } from './corpus-errors.js';
import { normalizeTranscript, type Utterance } from './utterance.js';

/** Clips of these splits are listed, all others are for training. The lists were made by speaker. */
const LISTS = { validation: 'validation_list.txt', test: 'testing_list.txt' } as const;
const NAME = /^([0-9a-f]+)_nohash_\d+\.wav$/u;

/** Whether `folder` holds one of the lists. */
export function isCommands(folder: string): boolean {
  return Object.values(LISTS).some((list) => existsSync(join(folder, list)));
}

/**
 * Maps the clips of split `train`, `validation` or `test` to utterances, sorted by word and file name; an id is
 * `WORD/SPEAKER_nohash_N`, the speaker the publisher's hash of whoever said it. Background noises are no clips.
 *
 * @throws InputError `corpus-several-splits`, `corpus-unknown-split`.
 */
export function readCommands(folder: string, split?: string): Utterance[] {
  const lists = Object.entries(LISTS).filter(([, list]) => existsSync(join(folder, list)));
  const splits = ['train', ...lists.map(([name]) => name)];
  if (split === undefined) throw severalSplits(folder, splits);
  if (!splits.includes(split)) throw unknownSplit(folder, split, splits);
  const splitOf = new Map<string, string>();
  for (const [name, list] of lists) {
    for (const path of readFileSync(join(folder, list), 'utf8').split(/\r?\n/u)) splitOf.set(path, name);
  }
  const words = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const paths = words.flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`));
  return paths.sort().flatMap((path) => {
    const [word, file] = path.split('/') as [string, string];
    const speaker = NAME.exec(file)?.[1];
    if (speaker === undefined || (splitOf.get(path) ?? 'train') !== split) return [];
    const id = path.replace(/\.wav$/u, '');
    return [{ id, audio: join(folder, word, file), text: normalizeTranscript(word), speaker }];
  });
}
