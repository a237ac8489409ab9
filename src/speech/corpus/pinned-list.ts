/** The utterance lists that come with the package: they make everybody train and test on the same clips. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors.js';
import { corporaFolder, packageFolder } from './locations.js';
import { readCorpus } from './read-corpus.js';
import type { Utterance } from './utterance.js';

/** A list of utterance ids and the corpus split they belong to. */
export interface PinnedList {
  name: string;
  /** Folder of the corpus among the corpora, e.g. `an4`. */
  corpus: string;
  /** Split as {@link readCorpus} takes it. */
  split: string;
  ids: string[];
}

const LISTS = join(packageFolder(), 'corpora', 'lists');
const SUFFIX = '.txt';

/** Names of all pinned lists, sorted. */
export function pinnedListNames(): string[] {
  return readdirSync(LISTS)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length))
    .sort();
}

/**
 * Reads `corpora/lists/NAME.txt`: comments that begin with `#`, two of which name corpus and split, then an id a line.
 *
 * @throws InputError `corpus-unknown-list`, naming the lists there are.
 */
export function readPinnedList(name: string): PinnedList {
  const path = join(LISTS, name + SUFFIX);
  if (!existsSync(path)) {
    throw new InputError({
      code: 'corpus-unknown-list',
      found: `no list "${name}"`,
      expected: `one of ${pinnedListNames().join(', ')}`,
      remedy: 'Choose one of those.',
    });
  }
  return { name, ...parseList(readFileSync(path, 'utf8')) };
}

function parseList(text: string): Omit<PinnedList, 'name'> {
  const [, corpus] = /^# corpus: (\S+)$/mu.exec(text) ?? [];
  const [, split] = /^# split: (\S+)$/mu.exec(text) ?? [];
  if (corpus === undefined || split === undefined) throw new Error('a pinned list without corpus or split');
  const ids = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return { corpus, split, ids };
}

/** The text of a list file, the inverse of reading one. */
export function formatPinnedList({ corpus, split, ids }: PinnedList, purpose: string): string {
  return `# ${purpose}\n# corpus: ${corpus}\n# split: ${split}\n${ids.join('\n')}\n`;
}

/**
 * Maps a list to its utterances, in the order of the list.
 *
 * @param folder - where the corpora are unpacked
 * @throws InputError `corpus-list-mismatch` when the corpus lacks clips of the list, and whatever {@link readCorpus}
 * throws.
 */
export function readPinnedCorpus(name: string, folder = corporaFolder()): Utterance[] {
  const { corpus, split, ids } = readPinnedList(name);
  const root = join(folder, corpus);
  const utterances = new Map(readCorpus(root, { split }).map((utterance) => [utterance.id, utterance]));
  const lacking = ids.filter((id) => !utterances.has(id));
  if (lacking.length > 0) {
    throw new InputError({
      code: 'corpus-list-mismatch',
      found: `${lacking.length} of ${ids.length} clips of list "${name}" missing in ${root}, the first ${lacking[0]}`,
      expected: 'the whole corpus',
      remedy: 'Fetch or unpack it again; corpora/README.md says which version is meant.',
    });
  }
  return ids.map((id) => utterances.get(id)!);
}
