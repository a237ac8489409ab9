/**
 * Letters to sounds from the dictionary of models/lexicon-en: `node dist/scripts/g2p.js train` writes the shipped model
 * and its card, `… train --tune` another that is measured on the development words only, `… evaluate` measures a model.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { diskFiles } from '../src/model-folder.js';
import { bootstrapInterval } from '../src/speech/evaluation/bootstrap.js';
import { measureErrors } from '../src/text/g2p/evaluate.js';
import { G2p } from '../src/text/g2p/g2p.js';
import { readG2pModel } from '../src/text/g2p/read-g2p.js';
import { type Sample, splitLexicon } from '../src/text/g2p/split.js';
import { DEFAULTS, trainG2p } from '../src/text/g2p/train.js';
import { writeG2pModel } from '../src/text/g2p/write-g2p.js';
import { Lexicon } from '../src/text/lexicon/lexicon.js';
import { g2pCard } from './g2p-card.js';
import { SPLIT_SEED } from './g2p-split.js';

const SHIPPED = join('models', 'lexicon-en');

function say(message: string): void {
  const { userCPUTime, maxRSS } = process.resourceUsage();
  process.stderr.write(`[${(userCPUTime / 1e6).toFixed(0)} s, ${(maxRSS / 1e6).toFixed(1)} GB] ${message}\n`);
}

const splitShipped = () => splitLexicon(Lexicon.open(diskFiles(SHIPPED), { stripStress: false }), SPLIT_SEED);

/** Word and phone error in per cent, in one line. Of the dictionary, the model sees the training words only. */
function measure(dir: string, name: string, samples: readonly Sample[], train: readonly Sample[]): string {
  const known = new Map(train.map(({ word, bare }) => [word, bare]));
  const g2p = G2p.of(readG2pModel(diskFiles(dir)), (word) => known.get(word) ?? []);
  const start = performance.now();
  const { wrong, phoneErrors, phones } = measureErrors(g2p, samples);
  const perSecond = samples.length / ((performance.now() - start) / 1000);
  const percent = (rate: number) => (100 * rate).toFixed(2);
  const rate = (errors: ArrayLike<number>, of: ArrayLike<number>) => {
    const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
    return `${percent(sum(errors) / sum(of))} % [${bootstrapInterval(errors, of).map(percent).join(', ')}]`;
  };
  say(`${perSecond.toFixed(0)} words a second`);
  const ones = new Uint8Array(samples.length).fill(1);
  return `${samples.length} ${name} words: word error ${rate(wrong, ones)}, phone error ${rate(phoneErrors, phones)}`;
}

const program = new Command('g2p');

program
  .command('train')
  .option('--out <folder>', `where the model goes; default ${SHIPPED}, with --tune runs/g2p-tune`)
  .option('--tune', 'measure on the development words and leave the test words alone', false)
  .action(({ tune, out = tune ? join('runs', 'g2p-tune') : SHIPPED }: { tune: boolean; out?: string }) => {
    const { train, dev, test } = splitShipped();
    const model = trainG2p(train, { ...DEFAULTS, log: say });
    const notes = {
      name: 'lexicon-en',
      description:
        'American English: a dictionary of 126,046 words, and how others are said by their letters.',
      licence: 'BSD-2-Clause (the CMU Pronouncing Dictionary)',
      data: `CMU Pronouncing Dictionary: ${train.length} words; ${dev.length} for tuning and ${test.length} for the test held out`,
    };
    writeG2pModel(out, model, notes);
    const result = tune ? measure(out, 'development', dev, train) : measure(out, 'test', test, train);
    process.stdout.write(`${result}\n`);
    if (tune) return;
    writeG2pModel(out, model, { ...notes, results: result });
    writeFileSync(join(out, 'CARD.md'), g2pCard({ train, dev, test, result, options: DEFAULTS }));
  });

program
  .command('evaluate')
  .option('--model <folder>', 'the model', SHIPPED)
  .option('--part <name>', 'test or dev', 'test')
  .action(({ model, part }: { model: string; part: string }) => {
    const split = splitShipped();
    const [name, samples] = part === 'dev' ? ['development', split.dev] : ['test', split.test];
    process.stdout.write(`${measure(model, name as string, samples as Sample[], split.train)}\n`);
  });

program.parse();
