/** Options that several commands share, so that they read and behave the same everywhere. */
import { InvalidArgumentError, Option } from 'commander';

/** Reads a whole number of at least `least`, at most `most`. */
export function integerFrom(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      const end = most < Number.MAX_SAFE_INTEGER ? `to ${most}` : 'up';
      throw new InvalidArgumentError(`Give a whole number from ${least} ${end}.`);
    }
    return value;
  };
}

export function modelOption(defaults = 'speech-en, else speech-an4'): Option {
  return new Option(
    '-m, --model <name|folder>',
    `a shipped model (see \`utterly models\`) or the folder of your own; default ${defaults}`,
  );
}

export function outputOption(formats: readonly string[], advice: string): Option {
  return new Option('-o, --output <format>', advice).choices(formats).default(formats[0]);
}

export function grammarOption(): Option {
  return new Option(
    '--grammar <file>',
    'a JSGF grammar; only its sentences can be heard. Far more accurate than the language model where it fits',
  );
}

export function vocabularyOption(): Option {
  return new Option(
    '--vocabulary <file>',
    'your own words, one a line, optionally followed by phones (UTTERLY AH T ER L IY); pronunciations not given are guessed',
  );
}
