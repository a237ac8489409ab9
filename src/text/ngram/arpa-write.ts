/** Model → ARPA file. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { arpaText } from './arpa-text.js';
import type { NgramTrie } from './trie.js';
import type { NgramVocabulary } from './vocabulary.js';

/** Writes a model of any size as an ARPA file, compressed when `path` ends in `.gz`. */
export async function writeArpa(
  model: { vocabulary: NgramVocabulary; trie: NgramTrie },
  path: string,
): Promise<void> {
  const source = Readable.from(arpaText(model.vocabulary, model.trie));
  const target = createWriteStream(path);
  if (path.endsWith('.gz')) await pipeline(source, createGzip(), target);
  else await pipeline(source, target);
}
