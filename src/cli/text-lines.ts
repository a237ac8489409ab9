/** A stream of bytes → its lines of text, as they come. */
import { InputError } from '../errors.js';

/**
 * Yields the lines that each chunk completes together, so that nobody waits; blank lines are passed over.
 *
 * @param whole - the stream is one text, whatever its lines
 * @param maxCharacters - a longer line is refused before memory runs out
 * @throws InputError `text-not-utf8`, `text-too-long`
 */
export async function* textLines(
  chunks: AsyncIterable<unknown>,
  name: string,
  { whole = false, maxCharacters }: { whole?: boolean; maxCharacters: number },
): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of chunks) {
    rest += decode(decoder, name, chunk as Uint8Array);
    if (whole || !/[\r\n]/u.test(rest)) {
      if (rest.length > maxCharacters) throw tooLong(name, maxCharacters);
      continue;
    }
    const lines = rest.split(/\r\n|\n|\r(?!$)/u);
    rest = lines.pop()!;
    yield lines.filter(notBlank);
  }
  rest += decode(decoder, name);
  if (notBlank(rest)) yield [rest];
}

function notBlank(line: string): boolean {
  return line.trim() !== '';
}

function decode(decoder: InstanceType<typeof TextDecoder>, name: string, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (cause) {
    throw new InputError(
      {
        code: 'text-not-utf8',
        found: `bytes that are not UTF-8 in ${name}`,
        expected: 'text in UTF-8',
        remedy: 'Convert it, e.g. `iconv -f WINDOWS-1252 -t UTF-8`.',
      },
      { cause },
    );
  }
}

function tooLong(name: string, maxCharacters: number): InputError {
  return new InputError({
    code: 'text-too-long',
    found: `a text of more than ${maxCharacters} characters in ${name}`,
    expected: 'a text a line',
    remedy: 'Split it, or check that it is text at all.',
  });
}
