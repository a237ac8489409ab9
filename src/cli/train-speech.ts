/** `utterly train speech`: a model of your own from a corpus of your own, from nothing or from another model. */
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../errors.js';
import { findModel } from '../installed-models.js';
import type { Utterance } from '../speech/corpus/utterance.js';
import type { SpeechTrainingOptions } from '../speech/train-speech.js';
import { EXIT_OK } from './failures.js';
import { readTextFile } from './files.js';
import { grammarOption, integerFrom } from './options.js';
import { TrainingBar } from './progress.js';
import type { Surroundings } from './surroundings.js';
import { addUtteranceOptions, readUtterances, type UtteranceOptions } from './utterances.js';

const UNTOLD_LICENCE = 'that of the training data';

interface TrainOptions extends UtteranceOptions {
  out: string;
  about?: string;
  licence: string;
  lexicon?: string;
  languageModelText?: string;
  grammar?: string;
  state?: string;
  from?: string;
  heldOut?: string;
  epochs?: number;
}

/** Adds the command to `train`; its action returns the exit code through `finish`. */
export function addTrainSpeech(train: Command, surroundings: Surroundings, finish: (code: number) => void) {
  const command = train
    .command('speech')
    .summary('train a speech model')
    .description(
      'Train a speech model from clips and what is said in them. An hour of speech takes some minutes. With --from, a tenth of the clips (whole speakers, if there are five) is held out, and the word error rate on them is reported, before and after; clips with an empty text teach what is no word.',
    );
  addUtteranceOptions(command)
    .requiredOption(
      '--out <folder>',
      'where the model is written; it then serves as --model of the other commands',
    )
    .option(
      '--from <name|folder>',
      'fine-tune a recurrent model such as speech-en, which stays as it is. Best for little data: minutes of speech help',
    )
    .option(
      '--held-out <manifest>',
      'with --from: measure on these clips and train on all of --data; they should be of other speakers',
    )
    .option(
      '--epochs <n>',
      'with --from: times every clip is heard, once as it is and else at other speeds, some with noise; 4 to 12. 8 unless given, over 4 such copies in turn',
      integerFrom(1),
    )
    .option(
      '--lexicon <file>',
      'pronunciations, WORD PH ON ES on each line; words not in it are looked up in the CMU dictionary or guessed',
    )
    .option(
      '--language-model-text <file>',
      'sentences for the language model, one a line; the transcripts unless given, with --from mixed with what that model knows. More text of the same kind helps most',
    )
    .addOption(grammarOption())
    .option('--state <folder>', 'keep finished stages here; the same command started again goes on from them')
    .option('--about <text>', 'a line on what the model is for, kept in model.json')
    .option('--licence <text>', 'terms of the model, kept in model.json', UNTOLD_LICENCE)
    .action(async () => {
      const options = command.optsWithGlobals<TrainOptions>();
      const bar = new TrainingBar(surroundings.stderr);
      try {
        if (options.from === undefined) await trainFromNothing(options, surroundings, bar);
        else await fineTune(options, options.from, surroundings, bar);
      } finally {
        bar.stop();
      }
      finish(EXIT_OK);
    });
}

async function trainFromNothing(options: TrainOptions, surroundings: Surroundings, bar: TrainingBar) {
  for (const [option, given] of [
    ['--held-out', options.heldOut],
    ['--epochs', options.epochs],
  ] as const) {
    if (given === undefined) continue;
    throw new InputError({
      code: 'usage-fine-tuning-only',
      found: `${option} without --from`,
      expected: '--from, the model to be fine-tuned',
      remedy: `Add \`--from speech-en\`, or leave ${option} out; \`utterly evaluate speech\` measures any model.`,
    });
  }
  const trainSpeech = await surroundings.loadTrainer();
  await trainSpeech({ ...(await readInputs(options)), log: bar.log, onProgress: bar.iteration });
}

async function fineTune(options: TrainOptions, from: string, surroundings: Surroundings, bar: TrainingBar) {
  const { heldOut, epochs } = options;
  const model = findModel(surroundings.modelsFolder, from);
  const inputs = await readInputs(options);
  const apart: { heldOut?: Utterance[] } = {};
  if (heldOut !== undefined) apart.heldOut = await readUtterances({ data: heldOut });
  const { fineTuneSpeech, formatComparison } = await surroundings.loadFineTuner();
  const comparison = await fineTuneSpeech({
    ...{ ...inputs, ...apart, from: model, log: bar.log, onStep: bar.step },
    ...(epochs !== undefined && { training: { epochs, copies: epochs } }),
  });
  bar.stop();
  if (comparison) surroundings.stdout.write(formatComparison(comparison));
}

/** What both ways of training ask for. */
async function readInputs(options: TrainOptions): Promise<SpeechTrainingOptions> {
  const { out, data, split, list, lexicon, languageModelText, grammar, state, from } = options;
  const name = basename(resolve(out));
  const inputs: SpeechTrainingOptions = {
    out,
    utterances: await readUtterances(options),
    description: {
      name,
      description: options.about ?? `Speech model ${name}`,
      data: [list ?? data, split, from && `after what trained ${from}`].filter(Boolean).join(', '),
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
  const files = ['lexicon', 'languageModelText', 'grammar', 'heldOut', 'epochs'] as const;
  const given = ['from', 'data', 'split', 'list', 'out', ...files, 'about', 'licence'] as const;
  const words = given.flatMap((key) => {
    const value = options[key];
    return value === undefined || value === UNTOLD_LICENCE
      ? []
      : [`--${key.replace(/[A-Z]/gu, (c) => `-${c.toLowerCase()}`)}`, quote(`${value}`)];
  });
  return ['utterly train speech', ...words].join(' ');
}
