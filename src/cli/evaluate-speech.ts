/** `utterly evaluate speech`: the error rates of a model on a corpus. */
import type { Command } from 'commander';
import { findModel } from '../installed-models.js';
import { Failures } from './failures.js';
import { readConstraints } from './files.js';
import { grammarOption, integerFrom, modelOption, outputOption, vocabularyOption } from './options.js';
import type { Surroundings } from './surroundings.js';
import { addUtteranceOptions, readUtterances, type UtteranceOptions } from './utterances.js';

interface EvaluateOptions extends UtteranceOptions {
  model?: string;
  grammar?: string;
  vocabulary?: string;
  output: 'txt' | 'json';
  worst: number;
  resamples: number;
  seed: number;
  verbose?: boolean;
}

/** Adds the command to `evaluate`; its action returns the exit code through `finish`. */
export function addEvaluateSpeech(
  evaluate: Command,
  surroundings: Surroundings,
  finish: (code: number) => void,
) {
  const command = evaluate
    .command('speech')
    .summary('word error rate of a speech model on a corpus')
    .description(
      'Word error rate of a speech model on a corpus, with a 95 % bootstrap interval over utterances.',
    );
  addUtteranceOptions(command)
    .addOption(modelOption())
    .addOption(grammarOption())
    .addOption(vocabularyOption())
    .addOption(
      outputOption(
        ['txt', 'json'],
        'txt: a report with speakers and worst utterances; json: the figures, rates as fractions',
      ),
    )
    .option('--worst <n>', 'txt only: how many of the worst utterances to show aligned', integerFrom(0), 5)
    .option('--resamples <n>', 'bootstrap resamples; 1000 to 10000', integerFrom(1), 10_000)
    .option('--seed <n>', 'seed of the bootstrap', integerFrom(0), 1)
    .action(async () => {
      finish(await evaluateSpeech(command.optsWithGlobals<EvaluateOptions>(), surroundings));
    });
}

async function evaluateSpeech(options: EvaluateOptions, surroundings: Surroundings): Promise<number> {
  const [{ recognizeCorpus }, { summarizeScores }, { startProgress }] = await Promise.all([
    import('../speech/evaluation/recognize-corpus.js'),
    import('../speech/evaluation/evaluation.js'),
    import('./progress.js'),
  ]);
  const utterances = await readUtterances(options);
  const modelFolder = findModel(surroundings.modelsFolder, options.model);
  const engine = await surroundings.loadEngine();
  using recognizer = await engine.openRecognizer(modelFolder, await readConstraints(options));
  const failures = new Failures(surroundings.stderr, options.verbose === true);
  const progress = startProgress(surroundings.stderr, utterances.length, 'utterances');
  const { scores, timing } = await recognizeCorpus(recognizer, utterances, {
    readAudio: engine.readAudioFile,
    onUtterance: () => progress.advance(),
    onFailure: (error, id) => failures.report(error, id),
  });
  progress.stop();
  const evaluation = summarizeScores(scores, timing, { resamples: options.resamples, seed: options.seed });
  if (options.output === 'json') surroundings.stdout.write(`${JSON.stringify(evaluation)}\n`);
  else {
    const { formatReport } = await import('../speech/evaluation/report.js');
    surroundings.stdout.write(`${formatReport(evaluation, scores, { worst: options.worst })}\n`);
  }
  // A clip that cannot be recognised is part of the result; only a fault of ours spoils it.
  return failures.faulty ? failures.exitCode : 0;
}
