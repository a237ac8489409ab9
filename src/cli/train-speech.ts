/** `utterly train speech`: a model of your own from a corpus of your own. */
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import type { SpeechTrainingOptions } from '../speech/train-speech.js';
import { EXIT_OK } from './failures.js';
import { readTextFile } from './files.js';
import { grammarOption } from './options.js';
import { TrainingBar } from './progress.js';
import type { Surroundings } from './surroundings.js';
import { addUtteranceOptions, readUtterances, type UtteranceOptions } from './utterances.js';

interface TrainOptions extends UtteranceOptions {
  out: string;
  about?: string;
  licence: string;
  lexicon?: string;
  languageModelText?: string;
  grammar?: string;
  state?: string;
}

/** Adds the command to `train`; its action returns the exit code through `finish`. */
export function addTrainSpeech(train: Command, surroundings: Surroundings, finish: (code: number) => void) {
  const command = train
    .command('speech')
    .summary('train a speech model')
    .description(
      'Train a speech model from clips and what is said in them. An hour of speech takes some minutes.',
    );
  addUtteranceOptions(command)
    .requiredOption(
      '--out <folder>',
      'where the model is written; it then serves as --model of the other commands',
    )
    .option(
      '--lexicon <file>',
      'pronunciations, WORD PH ON ES on each line; words not in it are looked up in the CMU dictionary or guessed',
    )
    .option(
      '--language-model-text <file>',
      'sentences for the language model, one a line; the transcripts unless given. More text of the same kind helps most',
    )
    .addOption(grammarOption())
    .option('--state <folder>', 'keep finished stages here; the same command started again goes on from them')
    .option('--about <text>', 'a line on what the model is for, kept in model.json')
    .option('--licence <text>', 'terms of the model, kept in model.json', 'that of the training data')
    .action(async () => {
      const options = command.optsWithGlobals<TrainOptions>();
      const trainSpeech = await surroundings.loadTrainer();
      const bar = new TrainingBar(surroundings.stderr);
      try {
        await trainSpeech({ ...(await readInputs(options)), log: bar.log, onProgress: bar.iteration });
      } finally {
        bar.stop();
      }
      finish(EXIT_OK);
    });
}

async function readInputs(options: TrainOptions): Promise<SpeechTrainingOptions> {
  const { out, data, split, list, lexicon, languageModelText, grammar, state } = options;
  const name = basename(resolve(out));
  const inputs: SpeechTrainingOptions = {
    out,
    utterances: await readUtterances(options),
    description: {
      name,
      description: options.about ?? `Speech model ${name}`,
      data: [list ?? data, split].filter((part) => part !== undefined).join(' '),
      licence: options.licence,
      command: describeCommand(options),
    },
  };
  if (lexicon !== undefined) {
    const { Lexicon } = await import('../text/lexicon/lexicon.js');
    inputs.lexicon = Lexicon.fromText(await readTextFile(lexicon, 'lexicon'), lexicon);
  }
  if (languageModelText !== undefined) {
    const { normalizeForLm } = await import('../text/ngram/normalize.js');
    const lines = (await readTextFile(languageModelText, 'text')).split('\n');
    inputs.sentences = lines.map(normalizeForLm).filter((words) => words.length > 0);
  }
  if (grammar !== undefined) inputs.grammar = await readTextFile(grammar, 'grammar');
  if (state !== undefined) inputs.stateFolder = state;
  return inputs;
}

/** The command line that trains this model again. */
function describeCommand(options: TrainOptions): string {
  const quote = (text: string) => (/^[\w./:=-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
  const given = ['data', 'split', 'list', 'out', 'lexicon', 'languageModelText', 'grammar'] as const;
  const words = given.flatMap((key) => {
    const value = options[key];
    return value === undefined
      ? []
      : [`--${key.replace(/[A-Z]/gu, (c) => `-${c.toLowerCase()}`)}`, quote(value)];
  });
  return ['utterly train speech', ...words].join(' ');
}
