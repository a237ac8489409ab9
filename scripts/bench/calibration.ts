/**
 * How much confidences can be trusted: the expected calibration error of words of LibriSpeech dev, before and after a
 * map that was fitted on every other speaker and is measured on the rest.
 *   npm run bench -- calibration [--model speech-en] [--clips 150] [--write] [-o json]
 * With --write the map becomes the model's own, in its model.json.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { calibrate, calibrationLines, keepConfidence } from '../report/calibration.js';
import { hearCorpus } from '../report/hear-corpus.js';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'speech-en' },
    clips: { type: 'string', default: '150' },
    write: { type: 'boolean', default: false },
    output: { type: 'string', short: 'o', default: 'text' },
  },
});
const folder = join(packageFolder(), 'models', options.model);
const { trials } = await hearCorpus({
  ...{ folder, list: 'librispeech-dev-clean', clips: Number(options.clips) },
  log: (line) => process.stderr.write(`${line}\n`),
});
const calibration = calibrate(trials);
if (options.write) keepConfidence(folder, calibration.map);
const { svg: _, ...figures } = calibration;
process.stdout.write(
  options.output === 'json'
    ? `${JSON.stringify({ model: options.model, ...figures })}\n`
    : `${calibrationLines(calibration)}\n`,
);
