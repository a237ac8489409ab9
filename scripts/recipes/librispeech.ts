/** General English. LibriSpeech, 7.2 h → a GMM–HMM that aligns it, feature cache for the neural model. */
import { join } from 'node:path';
import { trainAligner } from '../../src/speech/neural/train-aligner.js';
import { librispeechTraining } from '../../src/speech/neural/training-list.js';
import type { RecipeContext } from './recipe.js';

export async function librispeech({ runFolder, stateFolder, log }: RecipeContext): Promise<string> {
  const utterances = librispeechTraining();
  const { alignments } = await trainAligner({
    utterances,
    out: join(runFolder, 'gmm'),
    stateFolder,
    command: 'npm run recipe -- librispeech',
    log,
  });
  return `${alignments.filter((alignment) => alignment).length} of ${utterances.length} utterances aligned\n`;
}
