/** Reading what the user named: a text file, or audio from a file or standard input. */
import { readFile } from 'node:fs/promises';
import type { AudioClip } from '../audio/audio-clip.js';
import { InputError } from '../errors.js';
import type { OpenRecognizerOptions } from '../speech/recognizer-types.js';
import type { Engine, Surroundings } from './surroundings.js';

/** The argument that stands for standard input. */
export const STDIN = '-';

/**
 * @param role - what the file is to the user, e.g. `grammar`
 * @throws InputError `file-unreadable`
 */
export async function readTextFile(path: string, role: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new InputError(
      {
        code: 'file-unreadable',
        found: code === 'ENOENT' ? `no file ${path}` : `${path}, which cannot be read (${code})`,
        expected: `a ${role} file`,
        remedy: 'Check the path and its permissions.',
      },
      { cause },
    );
  }
}

/** The files behind --grammar and --vocabulary, read. */
export async function readConstraints({
  grammar,
  vocabulary,
}: {
  grammar?: string;
  vocabulary?: string;
}): Promise<OpenRecognizerOptions> {
  return {
    ...(grammar !== undefined && { grammar: await readTextFile(grammar, 'grammar') }),
    ...(vocabulary !== undefined && { vocabulary: await readTextFile(vocabulary, 'vocabulary') }),
  };
}

/** Reads `file`, or standard input when it is `-`. */
export async function readAudio(
  file: string,
  engine: Engine,
  { stdin }: Pick<Surroundings, 'stdin'>,
): Promise<AudioClip> {
  if (file !== STDIN) return engine.readAudioFile(file);
  return engine.readAudioStream(stdin, { name: 'standard input' });
}
