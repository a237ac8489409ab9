/** What an LSTM learns from labelled texts alone: the baseline that shows what pre-training is worth. */
import { join } from 'node:path';
import { Kernels } from '../../rnn/kernels/kernels.js';
import { prepareCorpora } from './corpora.js';
import { finetune } from './finetune.js';
import { saveMember } from './save-member.js';

export interface PlainLstmOptions {
  /** Where the finished baseline goes; it opens like a recurrent member. */
  folder: string;
  /** Caches and checkpoints. */
  stateFolder: string;
  signal?: AbortSignal;
  log: (line: string) => void;
  epochs?: number;
}

/** The same network, texts and training as the recurrent member's, from random weights. */
export async function trainPlainLstm(options: PlainLstmOptions): Promise<void> {
  const { folder, stateFolder, signal, log, epochs = 2 } = options;
  const corpora = prepareCorpora(join(stateFolder, 'corpora'), log);
  const kernels = await Kernels.load({ threads: 1 });
  try {
    const network = await finetune({
      ...{ kernels, corpora, epochs, peakRate: 2e-3, log },
      folder: join(stateFolder, `plain-${epochs}`),
      ...(signal && { signal }),
    });
    if (!network) return;
    saveMember(folder, network, corpora.vocabulary);
    network.close();
  } finally {
    await kernels.close();
  }
}
