/** Files that are whole or not there: a disk that fills up in the middle is an error, a kill leaves what was there before. */
import { renameSync, writeFileSync, writeSync } from 'node:fs';

/**
 * Writes all of `bytes` where the file stands. `writeSync` may write fewer and say so only by its count.
 * @throws the system's error, such as ENOSPC, where not all could be written
 */
export function writeAll(
  file: number,
  bytes: NodeJS.ArrayBufferView,
  write: (file: number, bytes: Uint8Array) => number = writeSync,
): void {
  let rest = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  while (rest.length > 0) rest = rest.subarray(write(file, rest));
}

/** Writes a file beside its place and moves it there: whoever finds it finds all of it. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}
