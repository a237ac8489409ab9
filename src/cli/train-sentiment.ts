/** `utterly train sentiment`: a sentiment model of your own, from nothing or on top of another one. */
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { findModel } from '../installed-models.js';
import { EXIT_OK } from './failures.js';
import { addLabelledDataOptions, type LabelledDataOptions, readLabelledData } from './labelled-data.js';
import type { Surroundings } from './surroundings.js';

interface TrainOptions extends LabelledDataOptions {
  out: string;
  from?: string;
  about?: string;
  licence: string;
}

/** Adds the command to `train`; its action returns the exit code through `finish`. */
export function addTrainSentiment(
  train: Command,
  surroundings: Surroundings,
  finish: (code: number) => void,
) {
  const command = train
    .command('sentiment')
    .summary('train a sentiment model')
    .description(
      'Train a sentiment model on labelled texts: twenty thousand reviews take about a minute, a handful on top of another model a second.',
    );
  addLabelledDataOptions(command)
    .requiredOption(
      '--out <folder>',
      'where the model is written; it then serves as --model of the other commands',
    )
    .option(
      '--from <name|folder>',
      'build upon this model, which stays as it is: corrections to it are learnt and added. Best for few texts',
    )
    .option('--about <text>', 'a line on what the model is for, kept in model.json')
    .option('--licence <text>', 'terms of the model, kept in model.json', 'that of the training data')
    .action(async () => {
      const options = command.optsWithGlobals<TrainOptions>();
      const { data, out, from, about, licence } = options;
      const name = basename(resolve(out));
      const { trainSentiment } = await import('../sentiment/train-sentiment.js');
      await trainSentiment({
        texts: await readLabelledData(options),
        out,
        ...(from !== undefined && { from: findModel(surroundings.modelsFolder, from, 'sentiment') }),
        description: {
          name,
          description: about ?? `Sentiment model ${name}`,
          data: from === undefined ? data : `${data}, on top of ${from}`,
          licence,
          command: `utterly train sentiment --data ${data} --out ${out}${from === undefined ? '' : ` --from ${from}`}`,
        },
        log: (line) => void surroundings.stderr.write(`${line}\n`),
      });
      finish(EXIT_OK);
    });
}
