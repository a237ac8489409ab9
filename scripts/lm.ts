/**
 * Trains, measures and changes n-gram models: `node dist/scripts/lm.js COMMAND --help`. A model is ARPA text when its
 * name ends in .arpa or .arpa.gz, and in the binary form otherwise.
 */
import { Command } from 'commander';
import { InputError } from '../src/errors.js';
import type { SaveNgramOptions } from '../src/text/ngram/binary.js';
import { readNgramFile, writeNgramFile } from '../src/text/ngram/files.js';
import { interpolateNgrams } from '../src/text/ngram/interpolate.js';
import type { NgramModel } from '../src/text/ngram/model.js';
import { readLines } from '../src/text/ngram/normalize.js';
import { scoreText } from '../src/text/ngram/perplexity.js';
import { pruneNgram } from '../src/text/ngram/prune.js';
import { readSentences, type SentenceOptions } from '../src/text/ngram/sentences.js';
import { trainNgram } from '../src/text/ngram/train.js';
import { tuneInterpolation } from '../src/text/ngram/tune.js';

function say(message: string): void {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const [seconds, gigabytes] = [(userCPUTime + systemCPUTime) / 1e6, maxRSS / 1e6];
  process.stdout.write(`[${seconds.toFixed(1)} s of CPU, ${gigabytes.toFixed(2)} GB] ${message}\n`);
}

async function save(model: NgramModel, path: string, options: SaveNgramOptions): Promise<void> {
  await writeNgramFile(model, path, options);
  say(`${model.counts.join(' + ')} n-grams → ${path}`);
}

/** The part of a text to measure with: all of it, unless blocks were held out. */
const heldOut = (text: string, options: SentenceOptions) =>
  readSentences(text, { ...options, part: options.holdOutEvery ? 'held out' : 'rest' });

const program = new Command('lm');
const overText = (usage: string) =>
  program
    .command(usage)
    .option('--transcripts', 'lines are an utterance name and its words, already normalised')
    .option('--hold-out-every <k>', 'every k-th 1000 lines: not trained on, measured alone', Number);
const savingModel = (command: Command) =>
  command.option('--bits <n>', '8 or 16: quantised (binary form only)', Number, 32);

savingModel(overText('train <text> <model>'))
  .option('--order <n>', 'length of the longest n-grams', Number, 3)
  .option('--min-counts <list>', 'rarer n-grams are dropped, per order, e.g. 1,1,2', '1')
  .option('--min-word-count <n>', 'rarer words become <unk>', Number)
  .option('--vocabulary <file>', 'the words of the model, one a line')
  .option('--closed-vocabulary', 'no probability for <unk>')
  .option('--lower-orders <kind>', 'raw: a model of histories, for prune', 'continuation')
  .action(async (text: string, path: string, options) => {
    const vocabulary = options.vocabulary && readLines(options.vocabulary);
    const minCounts = options.minCounts.split(',').map(Number);
    const sentences = readSentences(text, options);
    await save(trainNgram(sentences, { ...options, vocabulary, minCounts, log: say }), path, options);
  });

overText('perplexity <model> <text>').action(async (path: string, text: string, options) => {
  say(JSON.stringify(scoreText(await readNgramFile(path), heldOut(text, options))));
});

savingModel(program.command('prune <model> <result>'))
  .requiredOption(
    '--threshold <rise>',
    'largest relative rise of perplexity by one n-gram, e.g. 1e-8',
    Number,
  )
  .option('--histories <model>', 'a model trained with --lower-orders raw')
  .action(async (path: string, result: string, options) => {
    const histories = options.histories && (await readNgramFile(options.histories));
    await save(
      pruneNgram(await readNgramFile(path), { threshold: options.threshold, histories }),
      result,
      options,
    );
  });

savingModel(overText('interpolate <first> <second> <dev-text> <result>'))
  .description('the weight is found on a text that is in neither corpus')
  .action(async (path1: string, path2: string, text: string, result: string, options) => {
    const [first, second] = [await readNgramFile(path1), await readNgramFile(path2)];
    const { weight, perplexity } = tuneInterpolation(first, second, heldOut(text, options));
    say(`weight ${weight.toFixed(4)} of ${path1}, perplexity ${perplexity.toFixed(2)}`);
    await save(interpolateNgrams(first, second, weight), result, options);
  });

savingModel(program.command('convert <model> <result>')).action(
  async (path: string, result: string, options) => {
    await save(await readNgramFile(path), result, options);
  },
);

await program.parseAsync().catch((error) => {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
