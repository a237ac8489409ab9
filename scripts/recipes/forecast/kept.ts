/** Figures that take minutes are kept beside the other stages of a run, and made anew where an earlier version kept less. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * @param keys - what kept figures must have to be of use
 * @returns what is kept in the file at `path`, else what `make` makes, which is then kept
 */
export async function kept<T extends object>(
  path: string,
  keys: readonly (keyof T & string)[],
  make: () => Promise<T>,
): Promise<T> {
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
  if (known && keys.every((key) => key in known)) return known;
  const made = await make();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(made));
  return made;
}
