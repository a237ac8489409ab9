/** `utterly evaluate sentiment`: how often a model is right about labelled texts. */
import type { Command } from 'commander';
import { findModel } from '../installed-models.js';
import type { SentimentEvaluation } from '../sentiment/evaluation/evaluate.js';
import { EXIT_OK } from './failures.js';
import { addLabelledDataOptions, type LabelledDataOptions, readLabelledData } from './labelled-data.js';
import { integerFrom, modelOption, outputOption } from './options.js';
import type { Surroundings } from './surroundings.js';

interface EvaluateOptions extends LabelledDataOptions {
  model?: string;
  output: 'txt' | 'json';
  resamples: number;
  seed: number;
}

/** Adds the command to `evaluate`; its action returns the exit code through `finish`. */
export function addEvaluateSentiment(
  evaluate: Command,
  surroundings: Surroundings,
  finish: (code: number) => void,
) {
  const command = evaluate
    .command('sentiment')
    .summary('accuracy and calibration of a sentiment model on labelled texts')
    .description(
      'Accuracy, F1, area under the ROC curve and calibration error of a sentiment model on labelled texts, with a 95 % bootstrap interval of the accuracy.',
    );
  addLabelledDataOptions(command)
    .addOption(modelOption('sentiment-en'))
    .addOption(outputOption(['txt', 'json'], 'txt: a line for people; json: the figures, rates as fractions'))
    .option('--resamples <n>', 'bootstrap resamples; 1000 to 10000', integerFrom(1), 10_000)
    .option('--seed <n>', 'seed of the bootstrap', integerFrom(0), 1)
    .action(async () => {
      const options = command.optsWithGlobals<EvaluateOptions>();
      const evaluation = await measure(options, surroundings);
      const written = options.output === 'json' ? JSON.stringify(evaluation) : sentence(evaluation);
      surroundings.stdout.write(`${written}\n`);
      finish(EXIT_OK);
    });
}

async function measure(options: EvaluateOptions, surroundings: Surroundings): Promise<SentimentEvaluation> {
  const folder = findModel(surroundings.modelsFolder, options.model, 'sentiment');
  const [{ openSentimentScorer }, { evaluateSentiment }, { startProgress }] = await Promise.all([
    import('../sentiment/open-scorer.js'),
    import('../sentiment/evaluation/evaluate.js'),
    import('./progress.js'),
  ]);
  const texts = await readLabelledData(options);
  using scorer = await openSentimentScorer(folder);
  const progress = startProgress(surroundings.stderr, texts.length, 'texts');
  try {
    const { resamples, seed } = options;
    const onTexts = (count: number) => progress.advance(count);
    return evaluateSentiment(scorer, texts, { resamples, seed, onTexts }).evaluation;
  } finally {
    progress.stop();
  }
}

/** `90.1 % right (95 %: 88.9 to 91.2) of 2500 texts; F1 90.0 %, AUC 0.964, …` */
function sentence({ accuracy, ci95, n, f1, auc, ece, unsure, textsPerSecond }: SentimentEvaluation): string {
  const percent = (rate: number) => (100 * rate).toFixed(1);
  return [
    `${percent(accuracy)} % right (95 %: ${percent(ci95[0])} to ${percent(ci95[1])}) of ${n} texts`,
    `F1 ${percent(f1)} %, AUC ${auc.toFixed(3)}, calibration error ${percent(ece)} %`,
    `${percent(unsure)} % unsure, ${textsPerSecond.toFixed(0)} texts a second`,
  ].join('; ');
}
