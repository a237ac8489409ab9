import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchCorpus } from '../../../scripts/corpora/fetch-corpus.js';
import { heldOutTitles, isHeldOut, markdownParagraphs } from '../../../scripts/corpora/prepare.js';
import { type CorpusSource, fileName, findCorpora, readRegistry } from '../../../scripts/corpora/registry.js';
import { ArchiveServer } from './archive-server.js';

let server: ArchiveServer;
let root: string;
let to: string;
let lines: string[];
beforeEach(async () => {
  server = await ArchiveServer.start();
  root = mkdtempSync(join(tmpdir(), 'fetch-'));
  to = join(root, 'data');
  lines = [];
});
afterEach(async () => {
  await server.stop();
  rmSync(root, { recursive: true });
});

/** A .tar.gz of the files given: path → text. */
async function tarball(files: Record<string, string>): Promise<Buffer> {
  const cwd = mkdtempSync(join(root, 'tar-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  await create({ gzip: true, cwd, file: join(root, 'made.tar.gz') }, readdirSync(cwd));
  return readFileSync(join(root, 'made.tar.gz'));
}

const corpus = (
  file: Partial<CorpusSource['files'][number]> = {},
  rest: Partial<CorpusSource> = {},
): CorpusSource => ({
  name: 'toy',
  title: 'Toy',
  page: 'https://example.org/',
  licence: 'none',
  files: [{ urls: [server.url('/toy.tar.gz')], unpack: 'tar.gz', into: '.', ...file }],
  ...rest,
});

const run = (source: CorpusSource, mirror?: string) =>
  fetchCorpus(source, {
    to,
    retryMs: 1,
    log: (line) => lines.push(line),
    ...(mirror !== undefined && { mirror }),
  });

const md5 = (bytes: Buffer) => `md5:${createHash('md5').update(bytes).digest('hex')}`;

describe('fetchCorpus', () => {
  it('unpacks, cleans up, and does nothing the second time', async () => {
    const archive = await tarball({ 'toy-1.0/recordings/1.wav': 'one', 'toy-1.0/README': 'read' });
    server.files.set('/toy.tar.gz', archive);
    const source = corpus({
      into: 'toy',
      strip: 1,
      checksum: md5(archive),
      checksumSource: 'https://example.org/md5sum',
    });
    await run(source);
    expect(readFileSync(join(to, 'toy/recordings/1.wav'), 'utf8')).toBe('one');
    expect(readdirSync(to).sort()).toEqual(['.toy.done', 'toy']);
    expect(lines.join('\n')).toContain('checksum as published');
    await run(source);
    expect(server.ranges).toHaveLength(1);
    expect(lines.at(-1)).toContain('already in');
  });

  it('refuses a wrong checksum and fetches anew when run again', async () => {
    const archive = await tarball({ a: 'right' });
    server.files.set('/toy.tar.gz', await tarball({ a: 'wrong' }));
    const source = corpus({ checksum: md5(archive), checksumSource: 'https://example.org/md5sum' });
    await expect(run(source)).rejects.toMatchObject({ code: 'corpus-wrong-checksum' });
    expect(existsSync(join(to, 'a'))).toBe(false);
    server.files.set('/toy.tar.gz', archive);
    await run(source);
    expect(readFileSync(join(to, 'a'), 'utf8')).toBe('right');
  });

  it('pins what nobody publishes at the first fetch', async () => {
    server.files.set('/toy.tar.gz', await tarball({ a: 'first' }));
    await run(corpus());
    expect(lines.join('\n')).toMatch(
      /no checksum is published; pinned for the next time: sha256:[0-9a-f]{64}/,
    );
    rmSync(join(to, '.toy.done'));
    await run(corpus());
    expect(lines.join('\n')).toContain('checksum as at the first fetch');
    rmSync(join(to, '.toy.done'));
    server.files.set('/toy.tar.gz', await tarball({ a: 'second' }));
    await expect(run(corpus())).rejects.toMatchObject({ code: 'corpus-wrong-checksum' });
  });

  it('takes archives from a mirror folder and leaves them there', async () => {
    const mirror = join(root, 'mirror');
    mkdirSync(mirror);
    await expect(run(corpus(), mirror)).rejects.toMatchObject({ code: 'corpus-not-in-mirror' });
    writeFileSync(join(mirror, 'toy.tar.gz'), await tarball({ a: 'mirrored' }));
    await run(corpus(), mirror);
    expect(readFileSync(join(to, 'a'), 'utf8')).toBe('mirrored');
    expect(readdirSync(mirror)).toEqual(['toy.tar.gz']);
    expect(server.ranges).toEqual([]);
  });

  it('picks files from a zip and copies plain ones', async () => {
    const entry = (text: string) => new Uint8Array(Buffer.from(text));
    server.files.set(
      '/trees.zip',
      Buffer.from(zipSync({ 'trees/train.txt': entry('T'), 'trees/x.txt': entry('X') })),
    );
    server.files.set('/plain.txt', Buffer.from('plain'));
    const pick = { 'trees/train.txt': 'trees-train.txt' };
    const files: CorpusSource['files'] = [
      { urls: [server.url('/trees.zip')], unpack: 'zip', into: 'sst', pick },
      { urls: [server.url('/plain.txt')], unpack: 'copy', into: 'sst' },
    ];
    await run(corpus({}, { files }));
    expect(readdirSync(join(to, 'sst')).sort()).toEqual(['plain.txt', 'trees-train.txt']);
  });

  it('calls a broken archive broken, and an absent one absent', async () => {
    server.files.set('/toy.tar.gz', (await tarball({ a: 'x'.repeat(10_000) })).subarray(0, 100));
    await expect(run(corpus())).rejects.toMatchObject({ code: 'corpus-bad-archive' });
    expect(readdirSync(to)).not.toContain('toy.tar.gz');
    expect(readdirSync(to)).not.toContain('checksums.json');
    server.files.clear();
    await expect(run(corpus())).rejects.toMatchObject({ code: 'corpus-download-failed' });
  });

  it('keeps the download when the folder cannot be written to', async () => {
    server.files.set('/toy.tar.gz', await tarball({ 'toy/a': 'x' }));
    mkdirSync(to);
    writeFileSync(join(to, 'toy'), 'a file where a folder must be');
    const source = corpus({ unpack: 'copy', into: 'toy' });
    await expect(run(source)).rejects.toMatchObject({ code: 'corpus-folder-unwritable' });
    expect(readdirSync(to)).toContain('toy.tar.gz');
  });

  it('makes running text of transcripts', async () => {
    const chapter = 'LibriSpeech/train-clean-100/19/198';
    const archive = { [`${chapter}/19-198.trans.txt`]: '19-198-0001 B\n19-198-0000 A\n' };
    server.files.set('/toy.tar.gz', await tarball(archive));
    await run(corpus({}, { prepare: 'transcripts' }));
    expect(readFileSync(join(to, 'LibriSpeech/train-clean-100.txt'), 'utf8')).toBe(
      '19-198-0000 A\n19-198-0001 B\n',
    );
  });

  it('makes running text of books, without those of the test sets', async () => {
    const files = {
      'r/A/Good Book.md': '# I\n\nOne\nline.\n',
      'r/B/Anne of Green Gables.md': 'Leak.',
      'r/README.md': 'No.',
    };
    server.files.set('/toy.tar.gz', await tarball(files));
    await run(corpus({ into: 'books/source', strip: 1 }, { prepare: 'books' }));
    expect(readFileSync(join(to, 'books/books.txt'), 'utf8')).toBe('One line.\n');
    expect(readdirSync(join(to, 'books'))).toEqual(['books.txt']);
  });
});

describe('the registry', () => {
  it('gives every file its own name, a checksum only with its source', () => {
    const files = readRegistry().flatMap((source) => source.files);
    expect(new Set(files.map(fileName)).size).toBe(files.length);
    for (const { checksum, checksumSource } of files)
      expect(checksumSource === undefined).toBe(checksum === undefined);
  });

  it('is named when a corpus is not in it', () => {
    expect(() => findCorpora(readRegistry(), ['an5'])).toThrow(/corpus-unknown-name.*an4, digits/);
  });
});

describe('books', () => {
  it.each([
    ['Democracy in America', true],
    ['The Tenant of Wildfell Hall ', true],
    ['Les Misérables', true],
    ['War and Peace', true],
    ['The Adventure of the Three Students', true],
    ['Thus Spake Zarathustra', true],
    ['Dubliners', false],
    ['The Bet', false],
    ['Work', false],
  ])('%s: left out %s', (title, out) => {
    expect(isHeldOut(title, heldOutTitles())).toBe(out);
  });

  it('become paragraphs without markup', () => {
    const markdown =
      '## I\n\nHe *said* so,\n**twice**.  \n\n> "Quote\n> here"\n\n* * *\n\n| a | b |\n\n<hr>\n[link](http://x) \\*star\\*\n\n1895\n';
    expect(markdownParagraphs(markdown)).toEqual(['He said so, twice.', '"Quote here"', 'link star']);
  });
});
