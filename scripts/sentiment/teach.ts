/** The last stages of the recurrent member alone: composed texts that deny, concede and grade. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Kernels } from '../../src/rnn/kernels/kernels.js';
import { saveMember } from '../../src/sentiment/neural/save-member.js';
import { teachComposition } from '../../src/sentiment/neural/teach-composition.js';
import { wordValences } from '../recipes/sentiment/valences.js';
import { readMinimalPairs } from './pairs.js';

export interface TeachOptions {
  from: string;
  out: string;
  /** Of checkpoints; a run that is stopped goes on from there. */
  state: string;
  log: (line: string) => void;
}

/** Each goes on from the member that the one before has made, which also judges the sentences of reviews anew. */
const STAGES = [
  { epochs: 4, peakRate: 1.5e-3, seed: 47 },
  { epochs: 3, peakRate: 1e-3, seed: 48 },
  { epochs: 2, peakRate: 7e-4, seed: 49 },
  { epochs: 3, peakRate: 1e-3, seed: 50 },
];

export async function teach({ from, out, state, log }: TeachOptions): Promise<void> {
  const settings = {
    log,
    valences: wordValences(),
    excluded: readMinimalPairs().flatMap(({ higher, lower }) => [higher, lower]),
  };
  const kernels = await Kernels.load({ threads: 1 });
  try {
    let begin = from;
    for (const [number, stage] of STAGES.entries()) {
      const folder = join(state, `stage-${number + 1}`);
      const end = number === STAGES.length - 1 ? out : join(folder, 'member');
      if (!existsSync(join(end, 'model.json'))) {
        const taught = await teachComposition({ kernels, from: begin, folder, ...stage, ...settings });
        if (!taught) return;
        saveMember(end, taught.network, taught.vocabulary);
        taught.network.close();
      }
      begin = end;
    }
  } finally {
    await kernels.close();
  }
}
