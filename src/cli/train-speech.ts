/** `utterly train speech`: a model of your own from a corpus of your own. */
import { type Command, Option } from 'commander';
import { EXIT_OK } from './failures.js';
import { integerFrom } from './options.js';
import type { Output } from './surroundings.js';

/** What the command asks of the trainer. */
export interface TrainSpeechRequest {
  data: string;
  split?: string;
  out: string;
  lexicon?: string;
  languageModelText?: string;
  seed: number;
  from?: string;
  /** Told about each stage as it begins or ends. */
  log: (line: string) => void;
}

export type TrainSpeech = (request: TrainSpeechRequest) => Promise<unknown>;

/** Adds the command to `train`; its action returns the exit code through `finish`. */
export function addTrainSpeech(
  train: Command,
  { stderr, loadTrainer }: { stderr: Output; loadTrainer: () => Promise<TrainSpeech> },
  finish: (code: number) => void,
) {
  train
    .command('speech')
    .summary('train a speech model')
    .description('Train a speech model: from nothing, or starting from a model that is there.')
    .requiredOption(
      '-d, --data <path>',
      'a manifest ({"audio", "text", "speaker"} on each line), or a folder of AN4, LibriSpeech or the spoken digits',
    )
    .option('-s, --split <name>', 'train (AN4, digits) or a subset such as train-clean-5 (LibriSpeech)')
    .requiredOption(
      '--out <folder>',
      'where the model is written; it then serves as --model of the other commands',
    )
    .option(
      '--lexicon <file>',
      'pronunciations, WORD PH ON ES on each line; default: the CMU dictionary, unknown words guessed',
    )
    .option(
      '--language-model-text <file>',
      'sentences for the language model, one a line; default: the transcripts',
    )
    .option('--seed <n>', 'the same seed and data give the same model', integerFrom(0), 1)
    .addOption(new Option('--from <folder>', 'a model to start from; much less data is needed then'))
    .action(async (_: unknown, command: Command) => {
      const { verbose: __, ...options } = command.optsWithGlobals<
        Omit<TrainSpeechRequest, 'log'> & { verbose?: boolean }
      >();
      const trainSpeechModel = await loadTrainer();
      await trainSpeechModel({ ...options, log: (line) => void stderr.write(`${line}\n`) });
      finish(EXIT_OK);
    });
}
