/** Which clips to work on: the options that say so, and their reading. */
import type { Command } from 'commander';
import { InputError } from '../errors.js';
import type { Utterance } from '../speech/corpus/utterance.js';

export interface UtteranceOptions {
  data?: string;
  split?: string;
  list?: string;
}

/** Adds --data, --split and --list. */
export function addUtteranceOptions(command: Command): Command {
  return command
    .option(
      '-d, --data <path>',
      'a manifest ({"audio", "text", "speaker"} on each line), or a folder of AN4, LibriSpeech, Speech Commands or the spoken digits',
    )
    .option(
      '-s, --split <name>',
      'train or test (AN4, digits), validation (Speech Commands), a subset such as dev-clean (LibriSpeech)',
    )
    .option(
      '--list <name>',
      'instead of a split, a pinned list such as an4-dev; --data is then where the corpora are unpacked, default UTTERLY_CORPORA',
    );
}

/** @throws InputError `usage-which-data`, and whatever the corpus readers throw. */
export async function readUtterances({ data, split, list }: UtteranceOptions): Promise<Utterance[]> {
  if (list !== undefined && split === undefined) {
    const { readPinnedCorpus } = await import('../speech/corpus/pinned-list.js');
    return readPinnedCorpus(list, data);
  }
  if (data === undefined || list !== undefined) {
    throw new InputError({
      code: 'usage-which-data',
      found: list === undefined ? 'neither --data nor --list' : 'both --list and --split',
      expected: '--data PATH [--split NAME], or --list NAME [--data FOLDER]',
      remedy: 'Say which clips to take.',
    });
  }
  const { readCorpus } = await import('../speech/corpus/read-corpus.js');
  return readCorpus(data, split === undefined ? {} : { split });
}
