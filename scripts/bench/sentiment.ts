/**
 * How quick a sentiment model is on one core: texts a second of CPU, tokenisation included, and the CPU time of one
 * sentence from a cold `utterly sentiment`, the median of several runs, beside that of an empty Node.
 *   npm run bench -- sentiment [--model FOLDER] [--runs 7] [-o json]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSentimentScorer } from '../../src/sentiment/open-scorer.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { cpuSeconds, median } from './cpu-seconds.js';
import { REVIEW_TOKENS, SENTENCE, textsPerSecond } from './texts-per-second.js';

const root = packageFolder();
const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: join(root, 'models', 'sentiment-en') },
    runs: { type: 'string', default: '7' },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});

const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: { utterly: string } };
const command = [join(root, bin.utterly), 'sentiment', '--model', options.model, SENTENCE];
const runs = Array.from({ length: Number(options.runs) }, () => [
  cpuSeconds(['-e', '0']),
  cpuSeconds(command),
]);
using scorer = await openSentimentScorer(options.model);
const result = {
  ...textsPerSecond(scorer),
  coldCpuSeconds: median(runs.map(([, cold]) => cold!)),
  emptyNodeCpuSeconds: median(runs.map(([empty]) => empty!)),
};
if (options.output === 'json') process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  process.stdout.write(
    [
      `${result.sentences.toFixed(0)} sentences of ${SENTENCE.split(' ').length} tokens a second of CPU`,
      `${result.reviews.toFixed(0)} reviews of ${REVIEW_TOKENS} tokens a second of CPU`,
      `${result.coldCpuSeconds.toFixed(3)} s of CPU for one sentence from cold, of which ${result.emptyNodeCpuSeconds.toFixed(3)} an empty Node`,
      '',
    ].join('\n'),
  );
}
