/** Texts as ids, one after the other in one array: tokenizing 20 million words takes minutes, so it's done once. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Some texts as ids. */
export interface EncodedTexts {
  /** All ids, text after text. */
  ids: Uint16Array;
  /** Where each text begins, and where the last ends. // [texts + 1] */
  starts: Uint32Array;
}

/** One text's ids. */
export function textAt({ ids, starts }: EncodedTexts, index: number): Uint16Array {
  return ids.subarray(starts[index]!, starts[index + 1]!);
}

/** Puts texts one after the other. */
export function joinTexts(texts: readonly ArrayLike<number>[]): EncodedTexts {
  const starts = new Uint32Array(texts.length + 1);
  texts.forEach(({ length }, i) => {
    starts[i + 1] = starts[i]! + length;
  });
  const ids = new Uint16Array(starts[texts.length]!);
  texts.forEach((text, i) => {
    ids.set(text, starts[i]!);
  });
  return { ids, starts };
}

/** How often each id occurs. */
export function countIds(all: readonly EncodedTexts[], vocabularySize: number): Float64Array {
  const counts = new Float64Array(vocabularySize);
  for (const { ids } of all) for (const id of ids) counts[id]! += 1;
  return counts;
}

/** Reads what {@link writeEncoded} wrote, if it is there. */
export function readEncoded(path: string): EncodedTexts | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = new Uint8Array(readFileSync(path));
  const [texts = 0] = new Uint32Array(bytes.buffer, 0, 1);
  const starts = new Uint32Array(bytes.buffer, 4, texts + 1);
  return { starts, ids: new Uint16Array(bytes.buffer, 4 + starts.byteLength) };
}

/** Little-endian: the number of texts, their starts as u32, the ids as u16. The file is there as a whole or not at all. */
export function writeEncoded(path: string, { ids, starts }: EncodedTexts): void {
  mkdirSync(dirname(path), { recursive: true });
  const bytesOf = (array: Uint32Array | Uint16Array): Uint8Array =>
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const parts = [Uint32Array.of(starts.length - 1), starts, ids].map(bytesOf);
  writeFileSync(`${path}.new`, Buffer.concat(parts));
  renameSync(`${path}.new`, path);
}
