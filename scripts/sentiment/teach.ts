/** The last stage of the recurrent member alone: composed texts that deny, concede and grade. */
import { Kernels } from '../../src/rnn/kernels/kernels.js';
import { saveMember } from '../../src/sentiment/neural/save-member.js';
import { teachComposition } from '../../src/sentiment/neural/teach-composition.js';
import { wordValences } from '../recipes/sentiment/valences.js';
import { readMinimalPairs } from './pairs.js';

export interface TeachOptions {
  from: string;
  out: string;
  state: string;
  /** Rounds, two unless told. */
  epochs?: number;
  log: (line: string) => void;
}

export async function teach({ from, out, state, ...settings }: TeachOptions): Promise<void> {
  const kernels = await Kernels.load({ threads: 1 });
  try {
    const taught = await teachComposition({
      ...{ kernels, from, folder: state, ...settings },
      valences: wordValences(),
      excluded: readMinimalPairs().flatMap(({ higher, lower }) => [higher, lower]),
    });
    if (!taught) return;
    saveMember(out, taught.network, taught.vocabulary);
    taught.network.close();
  } finally {
    await kernels.close();
  }
}
