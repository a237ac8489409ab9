/** `npm run recipe -- NAME`: from a raw corpus to a trained model and its report, in one command that can be resumed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { EXIT_OK, Failures } from '../src/cli/failures.js';
import { TrainingBar } from '../src/cli/progress.js';
import { InputError } from '../src/errors.js';
import { an4 } from './recipes/an4.js';
import { commands } from './recipes/commands.js';
import { digits } from './recipes/digits.js';
import { forecast } from './recipes/forecast.js';
import { librispeech } from './recipes/librispeech.js';
import type { Recipe, RecipeContext } from './recipes/recipe.js';
import { sentiment } from './recipes/sentiment.js';

const RECIPES: Readonly<Record<string, Recipe>> = { an4, commands, digits, forecast, librispeech, sentiment };

type Switch = 'tune' | 'long' | 'gaussians' | 'fresh';

const program = new Command('recipe')
  .argument('<name>', `which one: ${Object.keys(RECIPES).join(', ')}`)
  .option('--tune', 'train without the dev list and report on it; the shipped model is left alone', false)
  .option(
    '--long',
    'sentiment only: train the recurrent members too instead of taking the shipped ones',
    false,
  )
  .option(
    '--gaussians',
    'an4, digits: the baseline of Gaussian mixtures; the shipped model is left alone',
    false,
  )
  .option('--fresh', 'do not go on from stages of an earlier run', false)
  .action(async (name: string, { tune, long, gaussians, fresh }: Record<Switch, boolean>) => {
    const recipe = RECIPES[name];
    if (!recipe) {
      throw new InputError({
        code: 'recipe-unknown',
        found: `"${name}"`,
        expected: `one of ${Object.keys(RECIPES).join(', ')}`,
        remedy: 'Give one of these names.',
      });
    }
    const runFolder = join('runs', `${name}${gaussians ? '-gaussians' : ''}${tune ? '-tune' : ''}`);
    mkdirSync(runFolder, { recursive: true });
    const bar = new TrainingBar(process.stderr);
    const context: RecipeContext = {
      tune,
      long,
      gaussians,
      runFolder,
      stateFolder: join(runFolder, fresh ? `stages-${Date.now()}` : 'stages'),
      log: bar.log,
      bar,
    };
    const report = await recipe(context).finally(() => bar.stop());
    writeFileSync(join(runFolder, 'report.txt'), report);
    process.stdout.write(report);
  });

try {
  await program.parseAsync();
  process.exitCode = EXIT_OK;
} catch (error) {
  const failures = new Failures(process.stderr, !(error instanceof InputError));
  failures.report(error);
  process.exitCode = failures.exitCode;
}
