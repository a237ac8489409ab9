#!/usr/bin/env node
/** The `utterly` executable: gives the program the real world and leaves with its exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { packageFolder } from '../speech/corpus/locations.js';
import { endOnClosedPipe } from './closed-pipe.js';
import { run } from './program.js';
import type { Engine, FineTuner } from './surroundings.js';

// Half a second of work: V8 would spend a tenth of it on optimising functions that are hardly called again. What goes on
// for longer is optimised all the same, a moment later.
setFlagsFromString('--interrupt-budget=400000');

async function loadEngine(): Promise<Engine> {
  const [{ openRecognizer }, { readAudioFile, readAudioStream }] = await Promise.all([
    import('../speech/open-recognizer.js'),
    import('../audio/read-audio.js'),
  ]);
  return { openRecognizer, readAudioFile, readAudioStream };
}

async function loadTrainer() {
  const { trainSpeech } = await import('../speech/train-speech.js');
  return trainSpeech;
}

async function loadFineTuner(): Promise<FineTuner> {
  const [{ fineTuneSpeech }, { formatComparison }] = await Promise.all([
    import('../speech/neural/fine-tuning/fine-tune.js'),
    import('../speech/neural/fine-tuning/comparison.js'),
  ]);
  return { fineTuneSpeech, formatComparison };
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    // `once`: a second signal finds no listener and ends the process.
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

const { stdin, stdout, stderr } = process;
endOnClosedPipe(stdout, stderr);
const root = packageFolder();
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const modelsFolder = join(root, 'models');
const loaders = { loadEngine, loadTrainer, loadFineTuner };
const surroundings = { stdin, stdout, stderr, modelsFolder, ...loaders, untilStopped };
process.exitCode = await run(process.argv.slice(2), surroundings, version);
