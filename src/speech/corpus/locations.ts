/** Where the package keeps its own files, and where the user keeps corpora. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package: the nearest one above this file that holds a `package.json`. */
export function packageFolder(): string {
  // The compiled file lies one level deeper than the source, so levels cannot be counted.
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/** The folder corpora are unpacked in: `UTTERLY_CORPORA`, or `corpora/data` where the command runs. */
export function corporaFolder(): string {
  return resolve(process.env.UTTERLY_CORPORA || join('corpora', 'data'));
}
