/** The public corpora and where they come from: `corpora/registry.json`, typed and checked. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../src/errors.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';

const sourceFileSchema = z.strictObject({
  /** The same file at several places; the publisher's first. */
  urls: z.array(z.url()).min(1),
  /** Name of the downloaded file where the URL's last part says too little. */
  saveAs: z.string().optional(),
  /** `md5:…` or `sha256:…`, only where somebody publishes it. */
  checksum: z
    .string()
    .regex(/^(md5:[0-9a-f]{32}|sha256:[0-9a-f]{64})$/u)
    .optional(),
  /** Who publishes it. */
  checksumSource: z.string().optional(),
  unpack: z.enum(['tar.gz', 'zip', 'copy']),
  /** Folder it is unpacked in, relative to the folder of all corpora. */
  into: z.string(),
  /** Leading folders of the archive to drop. */
  strip: z.int().nonnegative().optional(),
  /** zip only: path in the archive → file name. */
  pick: z.record(z.string(), z.string()).optional(),
});

const corpusSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  page: z.url(),
  licence: z.string(),
  files: z.array(sourceFileSchema).min(1),
  /** What to do once everything is unpacked. */
  prepare: z.enum(['transcripts', 'books']).optional(),
});

/** One file to download. */
export type SourceFile = z.infer<typeof sourceFileSchema>;

/** One corpus as the registry describes it. */
export type CorpusSource = z.infer<typeof corpusSchema>;

/** All corpora of the registry, in its order. */
export function readRegistry(): CorpusSource[] {
  const path = join(packageFolder(), 'corpora', 'registry.json');
  return z.strictObject({ corpora: z.array(corpusSchema) }).parse(JSON.parse(readFileSync(path, 'utf8')))
    .corpora;
}

/** @throws InputError `corpus-unknown-name`, naming the corpora there are. */
export function findCorpora(registry: readonly CorpusSource[], names: readonly string[]): CorpusSource[] {
  return names.map((name) => {
    const corpus = registry.find((candidate) => candidate.name === name);
    if (corpus) return corpus;
    throw new InputError({
      code: 'corpus-unknown-name',
      found: `no corpus "${name}"`,
      expected: `one of ${registry.map((candidate) => candidate.name).join(', ')}`,
      remedy: 'Choose one of those.',
    });
  });
}

/** The file's name on disk and in a mirror folder. */
export function fileName({ urls, saveAs }: SourceFile): string {
  return saveAs ?? new URL(urls[0]!).pathname.split('/').at(-1)!;
}
