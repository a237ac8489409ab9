/** `npm run sentiment -- pairs|adapt|fuzz|teach`: what the figures of accuracy do not tell about a sentiment model. */
import { join } from 'node:path';
import { Command } from 'commander';
import { openSentimentScorer } from '../src/sentiment/open-scorer.js';
import { packageFolder } from '../src/speech/corpus/locations.js';
import { measureAdaptation } from './sentiment/adapt.js';
import { fuzz } from './sentiment/fuzz.js';
import { judgePairs, pairTable, readMinimalPairs } from './sentiment/pairs.js';
import { type TeachOptions, teach } from './sentiment/teach.js';

const SHIPPED = join(packageFolder(), 'models', 'sentiment-en');

const program = new Command('sentiment');
program
  .command('pairs')
  .summary('minimal pairs of negation, contrast and intensity')
  .option('--model <folder>', 'the model', SHIPPED)
  .option('--tuning', 'those for tuning instead of those for the figure', false)
  .option('--wrong', 'also show the pairs that are wrong', false)
  .action(async ({ model, tuning, wrong }: { model: string; tuning: boolean; wrong: boolean }) => {
    using scorer = await openSentimentScorer(model);
    const results = judgePairs(scorer, readMinimalPairs(tuning ? 'tuning' : 'minimal'));
    const told = results.filter(({ right }) => wrong && !right);
    for (const { kind, higher, lower, scores } of told) {
      const [high, low] = scores.map((score) => score.toFixed(2));
      process.stdout.write(`${kind}\t${high}\t${higher}\t${low}\t${lower}\n`);
    }
    process.stdout.write(pairTable(results));
  });
program
  .command('adapt')
  .summary('corrections learnt on top: what is gained on customer reviews, what is lost on films')
  .option('--model <folder>', 'the model', SHIPPED)
  .action(async ({ model }: { model: string }) => {
    process.stdout.write(await measureAdaptation(model));
  });
program
  .command('fuzz')
  .summary('random Unicode strings, empty texts, megabytes, bytes of anything')
  .option('--model <folder>', 'the model', SHIPPED)
  .option('--count <n>', 'how many', '100000')
  .option('--seed <n>', 'of the random numbers', '1')
  .action(async ({ model, count, seed }: { model: string; count: string; seed: string }) => {
    using scorer = await openSentimentScorer(model);
    process.stdout.write(fuzz(scorer, Number(count), Number(seed)));
  });
program
  .command('teach')
  .summary('teaches a recurrent member negation and contrast by composed texts; an hour at most')
  .requiredOption('--from <folder>', 'the member')
  .requiredOption('--out <folder>', 'where the taught one goes')
  .requiredOption('--state <folder>', 'checkpoints: a run that is stopped goes on from there')
  .action((options: Omit<TeachOptions, 'log'>) =>
    teach({ ...options, log: (line) => process.stderr.write(`${line}\n`) }),
  );

await program.parseAsync();
