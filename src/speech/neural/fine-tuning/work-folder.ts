/** Where a fine-tuning keeps sound, features and checkpoints: for good in the user's folder, else until it ends. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface WorkFolder extends Disposable {
  readonly path: string;
}

/**
 * @param stateFolder - where to keep it; a temporary folder unless given
 * @param identity - what was made from other than this is not to be gone on with: it has a folder of its own
 */
export function openWorkFolder(stateFolder: string | undefined, identity: unknown): WorkFolder {
  if (stateFolder === undefined) {
    const path = mkdtempSync(join(tmpdir(), 'utterly-fine-tuning-'));
    return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
  }
  const name = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 12);
  const path = join(stateFolder, name);
  mkdirSync(path, { recursive: true });
  return { path, [Symbol.dispose]: () => {} };
}
