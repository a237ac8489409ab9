/** Archive → folder. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { extract } from 'tar';
import { InputError } from '../../src/errors.js';
import { fileName, type SourceFile } from './registry.js';

/**
 * Unpacks `archive` below `folder` as the registry says.
 *
 * @throws InputError `corpus-bad-archive`, `corpus-folder-unwritable`
 */
export async function unpack(archive: string, file: SourceFile, folder: string): Promise<void> {
  const into = join(folder, file.into);
  try {
    mkdirSync(into, { recursive: true });
    if (file.unpack === 'tar.gz') await unpackTar(archive, file.strip ?? 0, into);
    else if (file.unpack === 'zip') unpackZip(archive, file.pick ?? {}, into);
    else copyFileSync(archive, join(into, fileName(file)));
  } catch (cause) {
    const { message, syscall } = cause as NodeJS.ErrnoException;
    if (syscall !== undefined) {
      const remedy = 'Make room or correct its permissions, then run the same command again.';
      const expected = 'a folder that can be written to';
      throw new InputError({ code: 'corpus-folder-unwritable', found: message, expected, remedy }, { cause });
    }
    throw new InputError(
      {
        code: 'corpus-bad-archive',
        found: `${message} in ${archive}`,
        expected: `a whole ${file.unpack} archive`,
        remedy: 'Run the same command again to fetch it anew; in a mirror folder, replace it.',
      },
      { cause },
    );
  }
}

/** What tar remarks on without harm: an attribute it does not know, an entry that is no file or folder. */
const HARMLESS = ['TAR_ENTRY_INFO', 'TAR_ENTRY_UNSUPPORTED'];

async function unpackTar(archive: string, strip: number, into: string): Promise<void> {
  let harm: Error | undefined;
  const onwarn = (code: string, message: string | Error) => {
    if (!HARMLESS.includes(code)) harm ??= message instanceof Error ? message : new Error(message);
  };
  await extract({ file: archive, cwd: into, strip, onwarn });
  if (harm) throw harm;
}

function unpackZip(archive: string, pick: Record<string, string>, into: string): void {
  const wanted = Object.keys(pick);
  const found = unzipSync(readFileSync(archive), { filter: ({ name }) => wanted.includes(name) });
  for (const name of wanted) {
    const bytes = found[name];
    if (!bytes) throw new Error(`no ${name}`);
    writeFileSync(join(into, pick[name]!), bytes);
  }
}
