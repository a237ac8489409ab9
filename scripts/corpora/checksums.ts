/** Is it the right file? A published checksum says so; where there is none, the one of the first download does. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { InputError } from '../../src/errors.js';
import { fileName, type SourceFile } from './registry.js';

const LOCK_FILE = 'checksums.json';

/**
 * Checks a downloaded file against its published checksum, or against the one pinned in `folder` at the first fetch.
 *
 * @returns the checksum still to be pinned, once the file has proved good; undefined when there was one to check
 * @throws InputError `corpus-wrong-checksum`
 */
export async function verifyFile(
  path: string,
  file: SourceFile,
  folder: string,
): Promise<string | undefined> {
  const name = fileName(file);
  const pinned = readLock(folder)[name];
  const expected = file.checksum ?? pinned;
  const found = await checksumOf(path, expected ?? 'sha256:');
  if (expected === undefined) return found;
  if (found === expected) return undefined;
  throw new InputError({
    code: 'corpus-wrong-checksum',
    found: `${found} for ${name}`,
    expected: `${expected} (${file.checksum ? file.checksumSource : join(folder, LOCK_FILE)})`,
    remedy:
      'Run the same command again to fetch it anew. If the source has changed and you trust it, edit the checksum.',
  });
}

/** From now on `file` must have this checksum. */
export function pinChecksum(file: SourceFile, checksum: string, folder: string): void {
  const lock = { ...readLock(folder), [fileName(file)]: checksum };
  writeFileSync(join(folder, LOCK_FILE), `${JSON.stringify(lock, null, 2)}\n`);
}

function readLock(folder: string): Record<string, string> {
  const path = join(folder, LOCK_FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
}

async function checksumOf(path: string, like: string): Promise<string> {
  const algorithm = like.slice(0, like.indexOf(':'));
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return `${algorithm}:${hash.digest('hex')}`;
}
