/** Which models and which of their files a page may fetch: what a recogniser reads, nothing else of the folders. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { shippedLexicon } from '../speech/shipped-lexicon.js';
import type { ServedModels } from './served-models.js';

/** For people and for training. */
const NOT_NEEDED = /^(resume\/|CARD\.md$|LICENSE$|\.|report\/)/;

export interface ListedFile {
  path: string;
  bytes: number;
  /** In hexadecimal digits. */
  sha256: string;
}

/** Folders by name: the models that hear, and the dictionary that all of them share. */
export function pageModels({ all }: ServedModels): ReadonlyMap<string, string> {
  const hearing = all.filter(({ kind }) => kind.startsWith('speech-'));
  return new Map([
    ['lexicon-en', shippedLexicon().place],
    ...hearing.map(({ name, folder }) => [name, folder] as const),
  ]);
}

/** Paths in a model's folder, with `/` between their parts. */
export function filesForPage(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    )
    .filter((path) => !NOT_NEEDED.test(path))
    .sort();
}

export async function listFiles(folder: string): Promise<ListedFile[]> {
  return Promise.all(
    filesForPage(folder).map(async (path) => {
      const content = await readFile(join(folder, path));
      return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
    }),
  );
}
