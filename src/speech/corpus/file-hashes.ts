/** What is in sound files, in few bytes: state made from clips must not outlive a clip that was recorded again. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Utterance } from './utterance.js';

/** @returns one hash of all files in order; files that cannot be read are left to those who read sound */
export async function hashSoundFiles(utterances: readonly Pick<Utterance, 'audio'>[]): Promise<string> {
  const all = createHash('sha256');
  for (const { audio } of utterances) {
    const bytes = await readFile(audio).catch(() => undefined);
    all.update(bytes ? createHash('sha256').update(bytes).digest() : 'unreadable');
  }
  return all.digest('hex');
}
