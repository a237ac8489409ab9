/** `utterly sentiment "TEXT"`: what its writer thinks. */
import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import { InputError } from '../errors.js';
import { findModel } from '../installed-models.js';
import type { SentimentScorer } from '../sentiment/scorer.js';
import { EXIT_OK } from './failures.js';
import { STDIN } from './files.js';
import { modelOption, outputOption } from './options.js';
import { CSV_HEADER, formatOpinion, SENTIMENT_FORMATS, type SentimentFormat } from './sentiment-format.js';
import type { Surroundings } from './surroundings.js';
import { textLines } from './text-lines.js';

interface SentimentOptions {
  model?: string;
  file?: string;
  whole?: boolean;
  output: SentimentFormat;
  explain?: boolean;
}

/** Texts scored together. */
const BATCH = 32;

/** Adds the command; its action returns the exit code through `finish`. */
export function addSentiment(program: Command, surroundings: Surroundings, finish: (code: number) => void) {
  program
    .command('sentiment')
    .summary('tell whether texts are for or against what they speak of')
    .description(
      'Tell whether English texts are for or against what they speak of: label, calibrated probability, stars.',
    )
    .argument('[text...]', 'texts; - reads standard input, a text a line')
    .addOption(modelOption('sentiment-en'))
    .option('-f, --file <file>', 'score a file, a text a line; - is standard input')
    .option('--whole', 'the file or standard input is one text, not one a line')
    .addOption(
      outputOption(
        SENTIMENT_FORMATS,
        'txt: label, score, stars, text; json: one object a line; csv: a table with a first line of names',
      ),
    )
    .option(
      '--explain',
      'what speaks for and against; json: the contribution of every token to the log odds, and the score after every sentence',
    )
    .action(async (texts: string[], _: unknown, command: Command) => {
      await scoreAll(texts, command.optsWithGlobals<SentimentOptions>(), surroundings);
      finish(EXIT_OK);
    });
}

async function scoreAll(texts: string[], options: SentimentOptions, surroundings: Surroundings) {
  const sources = [...texts, ...(options.file === undefined ? [] : [{ file: options.file }])];
  if (sources.length === 0) {
    throw new InputError({
      code: 'usage-no-text',
      found: 'neither a text nor a file',
      expected: 'something to score',
      remedy: 'Give a text in quotes, --file FILE, or - for standard input.',
    });
  }
  const folder = findModel(surroundings.modelsFolder, options.model, 'sentiment');
  const [{ openSentimentScorer }, { tokensOf }] = await Promise.all([
    import('../sentiment/open-scorer.js'),
    import('../sentiment/scorer.js'),
  ]);
  // Texts on the command line are known beforehand: what reads only longer ones need not be opened.
  const isKnown = (source: (typeof sources)[number]) => typeof source === 'string' && source !== STDIN;
  const longest = sources.every(isKnown) && Math.max(...texts.map((text) => tokensOf(text).length));
  using scorer = await openSentimentScorer(folder, longest === false ? {} : { longest });
  const { output } = options;
  if (output === 'csv') surroundings.stdout.write(CSV_HEADER);
  for (const source of sources) {
    const batches =
      typeof source === 'string' && source !== STDIN ? [[source]] : lines(source, options, surroundings);
    for await (const batch of batches) {
      for (let at = 0; at < batch.length; at += BATCH) {
        const written = opinions(scorer, batch.slice(at, at + BATCH), options.explain === true, output);
        if (!surroundings.stdout.write(written)) await drained(surroundings);
      }
    }
  }
}

function opinions(
  scorer: SentimentScorer,
  texts: string[],
  explain: boolean,
  output: SentimentFormat,
): string {
  const found = explain ? texts.map((text) => scorer.explain(text)) : scorer.score(texts);
  return found.map((opinion, i) => formatOpinion(texts[i]!, opinion, output)).join('');
}

async function* lines(
  source: string | { file: string },
  { whole = false }: SentimentOptions,
  { stdin }: Surroundings,
): AsyncGenerator<string[]> {
  const { MAX_CHARACTERS } = await import('../sentiment/scorer.js');
  const file = typeof source === 'string' ? source : source.file;
  const name = file === STDIN ? 'standard input' : file;
  let empty = true;
  try {
    const stream = file === STDIN ? stdin : createReadStream(file);
    for await (const batch of textLines(stream, name, { whole, maxCharacters: MAX_CHARACTERS })) {
      empty &&= batch.length === 0;
      yield batch;
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (cause instanceof InputError || (cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw new InputError(
      {
        code: 'file-unreadable',
        found: code === 'ENOENT' ? `no file ${name}` : `${name}, which cannot be read (${code})`,
        expected: 'a text file',
        remedy: 'Check the path and its permissions.',
      },
      { cause },
    );
  }
  if (empty) {
    throw new InputError({
      code: 'text-missing',
      found: `no text in ${name}`,
      expected: 'a text a line',
      remedy: 'Check the file, or what is piped in.',
    });
  }
}

/** Waits until the reader of standard output has caught up, so that memory stays bounded. */
function drained({ stdout }: Surroundings): Promise<void> {
  return new Promise((resolve) => {
    stdout.once('drain', resolve);
  });
}
