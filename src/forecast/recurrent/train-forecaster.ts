/** Many series → a folder with a forecaster: some networks of different seeds whose quantiles are averaged. */
import { join } from 'node:path';
import { writeModel } from '../../model-folder.js';
import { Kernels } from '../../rnn/kernels/kernels.js';
import { saveNetwork } from '../../rnn/train/save.js';
import type { StepProgress } from '../../rnn/train/training-run.js';
import type { Covariates } from '../covariates.js';
import { FORECASTER_KIND, type ForecasterHeader } from './forecaster.js';
import { LEVELS } from './quantile-recipe.js';
import { type MemberSettings, trainMember } from './train-member.js';
import type { ErrorCost } from './windows.js';

export interface TrainForecasterOptions {
  about: Omit<ForecasterHeader, 'kind' | 'encoding' | 'members' | 'widen'>;
  settings: MemberSettings;
  /** Everything that may be learnt from. */
  series: readonly Float64Array[];
  /** Of each series, where the encoding reads some. */
  covariates?: readonly Covariates[];
  cost: ErrorCost;
  seeds: readonly number[];
  /** What intervals are widened by, see {@link conformalFactors}. Default: nothing. */
  widen?: number[];
  /** The forecaster's own folder, and that of checkpoints. */
  folder: string;
  stateFolder: string;
  threads?: number;
  signal?: AbortSignal;
  onStep?: (progress: StepProgress) => void;
  log?: (line: string) => void;
}

/** Runs, or goes on with, the trainings. @returns false when asked to stop before the end */
export async function trainForecaster(options: TrainForecasterOptions): Promise<boolean> {
  const { about, settings, seeds, folder, stateFolder, log } = options;
  const members = seeds.map((seed) => `member-${seed}`);
  const kernels = await Kernels.load({ threads: options.threads ?? 1 });
  try {
    for (const [i, seed] of seeds.entries()) {
      log?.(`${about.name}, network ${i + 1} of ${seeds.length}`);
      const network = await trainMember({
        ...{ kernels, settings, series: options.series, cost: options.cost, seed },
        folder: join(stateFolder, members[i]!),
        ...(options.covariates && { covariates: options.covariates }),
        ...(options.signal && { signal: options.signal }),
        ...(options.onStep && { onStep: options.onStep }),
      });
      if (!network) return false;
      saveNetwork(join(folder, members[i]!), network, { dtype: 'uint16' });
      network.close();
    }
  } finally {
    await kernels.close();
  }
  writeForecaster(folder, {
    ...{ kind: FORECASTER_KIND, ...about, encoding: settings.encoding, members },
    widen: options.widen ?? LEVELS.map(() => 1),
  });
  return true;
}

/** Writes model.json, also over an earlier one. */
export function writeForecaster(folder: string, header: ForecasterHeader): void {
  writeModel(folder, header, {});
}
