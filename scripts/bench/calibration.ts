/**
 * How much confidences can be trusted: the expected calibration error of words of LibriSpeech dev.
 *   npm run bench -- calibration [--model speech-en] [--clips 150] [-o json]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { calibrate, calibrationLine } from '../report/calibration.js';
import { hearCorpus } from '../report/hear-corpus.js';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'speech-en' },
    clips: { type: 'string', default: '150' },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});
const folder = join(packageFolder(), 'models', options.model);
const { trials } = await hearCorpus({
  ...{ folder, list: 'librispeech-dev-clean', clips: Number(options.clips) },
  log: (line) => process.stderr.write(`${line}\n`),
});
const calibration = calibrate(trials);
process.stdout.write(
  options.output === 'json'
    ? `${JSON.stringify({ model: options.model, ...calibration })}\n`
    : `${calibrationLine(calibration)}\n`,
);
