/** The stage of the recipe that makes the recurrent member: words' neighbours first, then opinions. */
import { join } from 'node:path';
import { Kernels } from '../../rnn/kernels/kernels.js';
import { prepareCorpora } from './corpora.js';
import { finetune } from './finetune.js';
import { pretrain } from './pretrain.js';
import { saveMember } from './save-member.js';

export interface RecurrentMemberOptions {
  /** Where the finished member goes. */
  folder: string;
  /** Caches and checkpoints: a run that is stopped goes on from there. */
  stateFolder: string;
  signal?: AbortSignal;
  log: (line: string) => void;
  /** Slices of a million words: at the full rate, and while it falls. */
  pretraining?: { stableSlices: number; decaySlices: number };
  /** Passes over the labelled texts. */
  epochs?: number;
}

/** Trains the member; nothing is written to `folder` when the signal stops it. */
export async function trainRecurrentMember(options: RecurrentMemberOptions): Promise<void> {
  const { folder, stateFolder, signal, log, epochs = 2 } = options;
  const { stableSlices, decaySlices } = options.pretraining ?? { stableSlices: 8, decaySlices: 3 };
  const corpora = prepareCorpora(join(stateFolder, 'corpora'), log);
  const kernels = await Kernels.load({ threads: 1 });
  try {
    const common = { kernels, log, ...(signal && { signal }) };
    const pretrained = await pretrain({
      ...common,
      ...{ stableSlices, decaySlices, reviews: corpora.reviews, dev: corpora.imdbDev.texts },
      vocabularySize: corpora.vocabulary.size,
      folder: join(stateFolder, 'pretrain'),
    });
    if (!pretrained) return;
    const name = `finetune-${stableSlices}+${decaySlices}-${epochs}`;
    const network = await finetune({
      ...{ ...common, corpora, pretrained, epochs, peakRate: 2e-3 },
      folder: join(stateFolder, name),
    });
    if (!network) return;
    saveMember(folder, network, corpora.vocabulary);
    network.close();
  } finally {
    await kernels.close();
  }
}
