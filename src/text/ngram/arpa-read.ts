/**
 * ARPA text → model. n-grams may come in any order and their suffixes may be missing (pruned models), their contexts
 * may not.
 */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { InputError } from '../../errors.js';
import { ARPA_ZERO } from './arpa-text.js';
import { NgramModel } from './model.js';
import { readLines } from './normalize.js';
import { NgramTrieBuilder } from './trie-builder.js';
import { NgramVocabulary, RESERVED_WORDS, START_ID, UNKNOWN } from './vocabulary.js';

/**
 * Reads an ARPA file, compressed when `path` ends in `.gz`.
 * @throws InputError `arpa-…` naming the line
 */
export async function readArpa(path: string): Promise<NgramModel> {
  const reader = new ArpaReader();
  if (!path.endsWith('.gz')) for (const line of readLines(path)) reader.line(line);
  else {
    let rest = '';
    const stream = createReadStream(path).pipe(createGunzip()).setEncoding('utf8');
    for await (const piece of stream) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop()!;
      for (const line of lines) reader.line(line);
    }
    reader.line(rest);
  }
  return reader.finish();
}

/** Reads an ARPA text already in memory. */
export function parseArpa(text: string): NgramModel {
  const reader = new ArpaReader();
  for (const line of text.split('\n')) reader.line(line);
  return reader.finish();
}

/** n-grams of one length as they come. */
interface Section {
  context: Uint32Array;
  word: Uint32Array;
  logProb: Float32Array;
  backoff: Float32Array;
  size: number;
}

class ArpaReader {
  private lineNumber = 0;
  /** Length of the n-grams being read; 0 within \data\, -1 before it. */
  private length = -1;
  private readonly announced: number[] = [];
  private readonly ids = new Map<string, number>(RESERVED_WORDS.map((word, id) => [word, id]));
  private section: Section | undefined;
  private trie: NgramTrieBuilder | undefined;
  private ended = false;

  line(line: string): void {
    this.lineNumber++;
    const text = line.trim();
    if (text === '' || this.ended) return;
    if (text.startsWith('\\')) this.marker(text);
    else if (this.length > 0) this.ngram(text.split(/[ \t]+/));
    else if (this.length === 0) {
      const match = /^ngram\s+(\d+)\s*=\s*(\d+)$/.exec(text);
      if (!match || Number(match[1]) !== this.announced.length + 1) throw this.error(text, '"ngram N=COUNT"');
      this.announced.push(Number(match[2]));
    }
  }

  finish(): NgramModel {
    if (!this.ended) throw this.error('the end of the text', '\\end\\');
    const trie = this.trie!;
    trie.linkSuffixes();
    return new NgramModel(NgramVocabulary.fromWords([...this.ids.keys()]), trie.finished());
  }

  private marker(text: string): void {
    if (text === '\\data\\' && this.length < 0) this.length = 0;
    else if (text === '\\end\\' && this.length > 0 && this.length === this.announced.length) {
      this.closeSection();
      this.ended = true;
    } else if (this.length >= 0 && text === `\\${this.length + 1}-grams:`) {
      if (this.length > 0) this.closeSection();
      this.length++;
      const announced = this.announced[this.length - 1];
      if (announced === undefined) throw this.error(text, `an "ngram ${this.length}=COUNT" line in \\data\\`);
      // Reserved words may be missing; they get places of their own.
      this.section = newSection(announced + (this.length === 1 ? RESERVED_WORDS.length : 0));
    } else if (this.length >= 0) throw this.error(text, `\\${this.length + 1}-grams: or \\end\\`);
  }

  private ngram(fields: string[]): void {
    const n = this.length;
    const section = this.section!;
    const logProb = Number(fields[0]);
    const backoff = fields.length > n + 1 ? Number(fields[n + 1]) : 0;
    const isSound = fields.length === n + 1 || fields.length === n + 2;
    if (!isSound || !(logProb <= 0) || !Number.isFinite(backoff)) {
      throw this.error(
        fields.join(' '),
        `a log10 probability ≤ 0, ${n} words and perhaps a log10 backoff weight`,
      );
    }
    if (section.size === section.word.length) throw this.error('more n-grams', `${section.size} ${n}-grams`);
    let context = 0;
    for (let i = 1; i < n; i++) {
      context = this.trie!.childOf(context, this.wordId(fields[i]!));
      if (context < 0)
        throw this.error(fields.slice(1, n + 1).join(' '), 'its first words among the shorter n-grams');
    }
    const at = section.size++;
    section.context[at] = context;
    section.word[at] = n === 1 ? this.newWordId(fields[1]!) : this.wordId(fields[n]!);
    // KenLM gives <s>, which no one predicts, a probability of 1; others give it 0.
    const isZero = logProb <= ARPA_ZERO || (n === 1 && section.word[at] === START_ID);
    section.logProb[at] = isZero ? Number.NEGATIVE_INFINITY : logProb * Math.LN10;
    section.backoff[at] = backoff * Math.LN10;
  }

  private wordId(word: string): number {
    const id = this.ids.get(word === '<UNK>' ? UNKNOWN : word);
    if (id === undefined) throw this.error(word, 'a word of \\1-grams:');
    return id;
  }

  private newWordId(spelled: string): number {
    const word = spelled === '<UNK>' ? UNKNOWN : spelled;
    if (!this.ids.has(word)) this.ids.set(word, this.ids.size);
    return this.ids.get(word)!;
  }

  /** Sorts the section into the trie. */
  private closeSection(): void {
    const n = this.length;
    const section = this.section!;
    const announced = this.announced[n - 1]!;
    if (section.size !== announced)
      throw this.error(`${section.size} ${n}-grams`, `${announced} as announced`);
    if (n === 1) {
      const seen = new Uint8Array(this.ids.size);
      for (let i = 0; i < announced; i++) seen[section.word[i]!] = 1;
      for (let id = 0; id < RESERVED_WORDS.length; id++) {
        if (seen[id]) continue;
        section.word[section.size] = id;
        section.logProb[section.size++] = Number.NEGATIVE_INFINITY;
      }
      this.trie = new NgramTrieBuilder([section.size, ...this.announced.slice(1)]);
    }
    const trie = this.trie!;
    const { levelStart } = trie;
    const contextStart = levelStart[n - 1]!;
    const contexts = levelStart[n]! - contextStart;
    const byWord = sortedBy(section.word, undefined, section.size, 0, this.ids.size);
    const sorted = sortedBy(section.context, byWord, section.size, contextStart, contexts);
    let node = levelStart[n]!;
    let context = contextStart;
    for (const i of sorted) {
      while (context <= section.context[i]!) trie.setFirstChild(context++, node);
      if (node > trie.firstChild(context - 1) && trie.word(node - 1) === section.word[i]) {
        throw this.error(`an n-gram twice among the ${n}-grams`, 'each n-gram once');
      }
      trie.setNgram(node, section.word[i]!, section.logProb[i]!);
      if (n < trie.order) trie.setBackoff(node, section.backoff[i]!);
      node++;
    }
    while (context <= contextStart + contexts) trie.setFirstChild(context++, node);
    this.section = undefined;
  }

  private error(found: string, expected: string): InputError {
    return new InputError({
      code: 'arpa-syntax',
      found: `${found.slice(0, 80)} at line ${this.lineNumber}`,
      expected,
      remedy: 'Check that the file is a complete ARPA language model.',
    });
  }
}

function newSection(size: number): Section {
  return {
    context: new Uint32Array(size),
    word: new Uint32Array(size),
    logProb: new Float32Array(size),
    backoff: new Float32Array(size),
    size: 0,
  };
}

/** Stable counting sort of `size` indices, in the order given or as they are, by key − from < buckets. */
function sortedBy(
  key: Uint32Array,
  indices: Uint32Array | undefined,
  size: number,
  from: number,
  buckets: number,
): Uint32Array {
  const at = new Uint32Array(buckets + 1);
  for (let i = 0; i < size; i++) at[key[i]! - from + 1]!++;
  for (let b = 0; b < buckets; b++) at[b + 1]! += at[b]!;
  const sorted = new Uint32Array(size);
  for (let i = 0; i < size; i++) {
    const index = indices ? indices[i]! : i;
    sorted[at[key[index]! - from]!++] = index;
  }
  return sorted;
}
