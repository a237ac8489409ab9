/** What is made of a corpus once it is unpacked: running text for language models. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findTranscriptFiles } from '../../src/speech/corpus/librispeech.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';

/** `LibriSpeech/train-clean-100.txt`: all transcripts, `ID TEXT` a line, sorted by id. */
export function prepareTranscripts(folder: string): void {
  const subset = join(folder, 'LibriSpeech', 'train-clean-100');
  const lines = findTranscriptFiles(subset).flatMap((file) =>
    readFileSync(file, 'utf8').trimEnd().split('\n'),
  );
  writeFileSync(`${subset}.txt`, `${lines.sort().join('\n')}\n`);
}

/**
 * `books/books.txt` from the Markdown books in `books/source`, which it removes: a paragraph a line, books that
 * LibriSpeech's dev and test sets read left out.
 */
export function prepareBooks(folder: string): void {
  const source = join(folder, 'books', 'source');
  const heldOut = heldOutTitles();
  const paragraphs = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) =>
        path.endsWith('.md') && basename(path) !== 'README.md' && !isHeldOut(basename(path, '.md'), heldOut),
    )
    .sort()
    .flatMap((path) => markdownParagraphs(readFileSync(join(source, path), 'utf8')));
  writeFileSync(join(folder, 'books', 'books.txt'), `${paragraphs.join('\n')}\n`);
  rmSync(source, { recursive: true });
}

/** Titles in `corpora/librispeech-heldout-books.txt`, as {@link titleWords} leaves them. */
export function heldOutTitles(): string[] {
  const path = join(packageFolder(), 'corpora', 'librispeech-heldout-books.txt');
  const titles = readFileSync(path, 'utf8').split('\n');
  return titles.filter((line) => line !== '' && !line.startsWith('#')).map(titleWords);
}

/**
 * Whether `title` is a held-out book: the same words, or, from two words on, one title within the other ("Democracy in
 * America" in "Democracy in America II"). Rather one book too many left out than one leaked.
 */
export function isHeldOut(title: string, heldOut: readonly string[]): boolean {
  const words = titleWords(title);
  const within = (inner: string, outer: string) => inner.includes(' ') && ` ${outer} `.includes(` ${inner} `);
  return heldOut.some((other) => other === words || within(other, words) || within(words, other));
}

/** Lower case without accents, punctuation, a leading article, and everything from ", Book 2", "Vol. 1", "Part 3" on. */
function titleWords(title: string): string {
  return title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ ,-]+(book|vol|volume|part)\.? *\d.*$/u, '')
    .replace(/['’]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^(the|an?|les?|la) /u, '');
}

/** Paragraphs of running text: no headings, tables, rules, images and HTML; emphasis, links and quote marks opened. */
export function markdownParagraphs(markdown: string): string[] {
  return markdown
    .replace(/\r\n/gu, '\n')
    .split(/\n\s*\n/u)
    .map((block) =>
      block
        .split('\n')
        .filter((line) => !/^\s*(#{1,6}\s|\||<|!\[|([-*_=]\s*){3,}$)/u.test(line))
        .map((line) => line.replace(/^\s*(>\s*)+/u, '').replace(/\\$/u, ''))
        .join(' ')
        .replace(/\[([^\]]*)\]\([^)]*\)/gu, '$1')
        .replace(/<[^>]*>/gu, ' ')
        .replace(/\\([\\`*_{}[\]()#+.!-])/gu, '$1')
        .replace(/[*_`]+/gu, '')
        .replace(/\s+/gu, ' ')
        .trim(),
    )
    .filter((paragraph) => /\p{L}/u.test(paragraph));
}
