/** Puts the commands together, runs one, and maps whatever happens to an exit code. */
import { Command, CommanderError } from 'commander';
import { addAlign } from './align.js';
import { addEvaluateForecast } from './evaluate-forecast.js';
import { addEvaluateSentiment } from './evaluate-sentiment.js';
import { addEvaluateSpeech } from './evaluate-speech.js';
import { EXIT_INPUT, EXIT_OK, Failures } from './failures.js';
import { addForecast } from './forecast.js';
import { addModels } from './models.js';
import { addSentiment } from './sentiment.js';
import { addServe } from './serve.js';
import type { Surroundings } from './surroundings.js';
import { addTrainSentiment } from './train-sentiment.js';
import { addTrainSpeech } from './train-speech.js';
import { addTranscribe } from './transcribe.js';

/**
 * Runs `utterly ARGUMENTS`.
 *
 * @param version - what `--version` prints
 * @returns the exit code: 0 done, 1 a fault of ours, 2 bad input or usage
 */
export async function run(
  args: readonly string[],
  surroundings: Surroundings,
  version: string,
): Promise<number> {
  let exitCode = EXIT_OK;
  const finish = (code: number) => {
    exitCode = code;
  };
  const program = new Command('utterly')
    .description('Speech recognition, review sentiment and forecasts, offline and on a plain CPU.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--verbose', 'on failure, show where in the program it happened')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => surroundings.stdout.write(text),
      writeErr: (text) => surroundings.stderr.write(text),
    })
    .exitOverride();
  addTranscribe(program, surroundings, finish);
  addAlign(program, surroundings, finish);
  addSentiment(program, surroundings, finish);
  addServe(program, surroundings, version, finish);
  const train = program.command('train').summary('train a model on a corpus');
  train.description('Train a model on a corpus.');
  addTrainSpeech(train, surroundings, finish);
  addTrainSentiment(train, surroundings, finish);
  const evaluate = program.command('evaluate').summary('measure a model on a corpus');
  evaluate.description('Measure a model on a corpus.');
  addEvaluateSpeech(evaluate, surroundings, finish);
  addEvaluateSentiment(evaluate, surroundings, finish);
  addEvaluateForecast(evaluate, surroundings, finish);
  addForecast(program, surroundings, finish);
  addModels(program, surroundings, finish);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has already written its own message, or the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_INPUT;
    const failures = new Failures(surroundings.stderr, args.includes('--verbose'));
    failures.report(error);
    return failures.exitCode;
  }
}
