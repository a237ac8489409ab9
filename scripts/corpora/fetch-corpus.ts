/** One corpus from its source, or from a folder of archives, to its unpacked layout. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/errors.js';
import { pinChecksum, verifyFile } from './checksums.js';
import { type DownloadOptions, download } from './download.js';
import { prepareBooks, prepareTranscripts } from './prepare.js';
import { type CorpusSource, fileName, type SourceFile } from './registry.js';
import { unpack } from './unpack.js';

export interface FetchOptions extends DownloadOptions {
  /** Folder all corpora are unpacked in. */
  to: string;
  /** Folder that holds the archives under their own names; nothing is downloaded then. */
  mirror?: string;
  log: (line: string) => void;
}

/**
 * Fetches, checks and unpacks every file of `corpus`. A marker file says that all is done; without it everything not
 * yet downloaded is, and all is unpacked again.
 *
 * @throws InputError `corpus-download-failed`, `corpus-not-in-mirror`, `corpus-wrong-checksum`, `corpus-bad-archive`,
 * `corpus-folder-unwritable`.
 */
export async function fetchCorpus(corpus: CorpusSource, options: FetchOptions): Promise<void> {
  const { to, log } = options;
  const marker = join(to, `.${corpus.name}.done`);
  if (existsSync(marker)) {
    log(`${corpus.name}: already in ${to} (delete ${marker} to fetch it again)`);
    return;
  }
  mkdirSync(to, { recursive: true });
  const archives: string[] = [];
  for (const file of corpus.files) archives.push(await fetchFile(file, options));
  if (corpus.prepare === 'transcripts') prepareTranscripts(to);
  if (corpus.prepare === 'books') prepareBooks(to);
  writeFileSync(marker, '');
  if (options.mirror === undefined) for (const archive of archives) rmSync(archive);
  log(`${corpus.name}: done, in ${to} (${corpus.licence})`);
}

/** @returns the path of the archive, now unpacked */
async function fetchFile(file: SourceFile, options: FetchOptions): Promise<string> {
  const { to, mirror, log } = options;
  const archive = await obtain(file, options);
  try {
    const unpinned = await verifyFile(archive, file, to);
    await unpack(archive, file, to);
    if (unpinned !== undefined) {
      pinChecksum(file, unpinned, to);
      log(`${fileName(file)}: no checksum is published; pinned for the next time: ${unpinned}`);
    } else log(`${fileName(file)}: checksum ${file.checksum ? 'as published' : 'as at the first fetch'}`);
  } catch (error) {
    // A bad download must not be found by the next run. A mirror is not ours to clean, a full disk no reason to.
    const keep = mirror !== undefined || (error as InputError).code === 'corpus-folder-unwritable';
    if (!keep) rmSync(archive);
    throw error;
  }
  return archive;
}

/** The path of the archive: in the mirror, from an earlier run, or downloaded now. */
async function obtain(file: SourceFile, options: FetchOptions): Promise<string> {
  const name = fileName(file);
  const archive = join(options.mirror ?? options.to, name);
  if (existsSync(archive)) return archive;
  if (options.mirror !== undefined) {
    throw new InputError({
      code: 'corpus-not-in-mirror',
      found: `no ${name} in ${options.mirror}`,
      expected: `the file ${file.urls[0]} gives`,
      remedy: 'Put it there, or leave --mirror out.',
    });
  }
  options.log(`${name}: downloading`);
  await download(file.urls, archive, options);
  return archive;
}
