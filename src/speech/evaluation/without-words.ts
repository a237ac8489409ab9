/**
 * A speech model made to forget words, to measure how well it learns them again: they lose their name in the language
 * model and their pronunciations in the lexicon, so nothing can lead to them. N-grams of other words stay as they are.
 */
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { LexiconTree } from '../../decode/lexicon-tree.js';
import { buildLexiconTree, decodeLexiconTree, encodeLexiconTree } from '../../decode/lexicon-tree.js';
import type { Pronunciation } from '../../decode/pronunciation-tree.js';
import { readModel } from '../../model-folder.js';
import { decodeNgramModel, encodeNgramModel } from '../../text/ngram/binary.js';
import { NgramModel } from '../../text/ngram/model.js';
import { NgramVocabulary, RESERVED_WORDS } from '../../text/ngram/vocabulary.js';
import { LANGUAGE_MODEL_FILE, LEXICON_TREE_FILE, type SpeechNnHeader } from '../speech-model.js';

/** Before a forgotten word's name: no word of a text begins so. */
const FORGOTTEN = '\u0001';
/** As the language model was written: bits of a quantised value. */
const BITS = 8;

/**
 * Copies the model in `from` to the new folder `to`, without `words`.
 *
 * @param from - a `speech-nn` folder with a lexicon tree
 */
export function writeWithoutWords(from: string, to: string, words: ReadonlySet<string>): void {
  const folder = readModel<SpeechNnHeader>(from, 'speech-nn');
  mkdirSync(to, { recursive: true });
  for (const file of ['model.json', 'weights.bin']) copyFileSync(join(from, file), join(to, file));
  const { encoder, secondPass } = folder.header;
  for (const part of [dirname(encoder), ...(secondPass ? [secondPass.folder] : [])]) {
    symlinkSync(resolve(from, part), join(to, part));
  }
  const { vocabulary, trie } = decodeNgramModel(folder.bytes(LANGUAGE_MODEL_FILE));
  const names = vocabulary.words();
  const renamed = names.map((word) => (words.has(word) ? FORGOTTEN + word : word));
  const model = new NgramModel(NgramVocabulary.fromWords(renamed), trie);
  writeFileSync(join(to, LANGUAGE_MODEL_FILE), encodeNgramModel(model, { bits: BITS }));
  const kept = treePronunciations(decodeLexiconTree(folder.bytes(LEXICON_TREE_FILE))).filter(
    ({ word }) => !words.has(names[word + RESERVED_WORDS.length]!),
  );
  writeFileSync(join(to, LEXICON_TREE_FILE), encodeLexiconTree(buildLexiconTree(kept)));
}

/** What a lexicon tree was built from. */
export function treePronunciations(tree: LexiconTree): Pronunciation[] {
  const { nodes, phone, firstChild, children, endStart, endWord, endVariant } = tree;
  const phonesOf: number[][] = Array.from({ length: nodes }, () => []);
  const found: Pronunciation[] = [];
  for (let n = 0; n < nodes; n++) {
    const phones = phonesOf[n]!;
    for (let e = endStart[n]!; n > 0 && e < endStart[n + 1]!; e++) {
      found.push({ word: endWord[e]!, variant: endVariant[e]!, phones, logProb: 0 });
    }
    for (let child = firstChild[n]!; child < firstChild[n]! + children[n]!; child++) {
      phonesOf[child] = [...phones, phone[child]!];
    }
  }
  return found;
}
