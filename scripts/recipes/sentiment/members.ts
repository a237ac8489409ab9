/** The stages that train members; a finished one is kept and read again. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from '../../../src/sentiment/nb-svm/examples.js';
import type { NbSvmModel } from '../../../src/sentiment/nb-svm/nb-svm.js';
import { type NbSvmOptions, trainNbSvm } from '../../../src/sentiment/nb-svm/train-nb-svm.js';
import type { RecipeContext } from '../recipe.js';
import { reviewExamples, sentenceExamples } from './data.js';

/** Linear members: one that knows reviews, one that knows sentences too. Settings tuned on imdb-dev and sst-tune. */
const LINEAR: Readonly<Record<string, { options: NbSvmOptions; examples: () => Example[] }>> = {
  reviews: {
    options: { order: 3, cost: 0.005, interpolation: 0.25, maxNgrams: 600_000 },
    examples: reviewExamples,
  },
  sentences: {
    options: { order: 3, cost: 0.3, interpolation: 0.25, maxNgrams: 300_000 },
    examples: () => [...reviewExamples(), ...sentenceExamples()],
  },
};

/** A linear member under the name its file gets. */
export interface LinearMember {
  path: string;
  model: NbSvmModel;
}

export function trainLinearMembers({ stateFolder, log }: RecipeContext): LinearMember[] {
  mkdirSync(stateFolder, { recursive: true });
  return Object.entries(LINEAR).map(([name, { options, examples }]) => {
    const path = `${name}.bin`;
    const about = join(stateFolder, `${name}.json`);
    const written = JSON.stringify(options);
    if (existsSync(about)) {
      const { bias, options: before } = JSON.parse(readFileSync(about, 'utf8')) as Kept;
      const table = new Uint8Array(readFileSync(join(stateFolder, path)));
      if (JSON.stringify(before) === written) return { path, model: { order: options.order!, bias, table } };
    }
    log(`NB-SVM of ${name}`);
    const begin = process.cpuUsage();
    const model = trainNbSvm(examples(), options);
    const { user, system } = process.cpuUsage(begin);
    log(`  ${((user + system) / 1e6).toFixed(0)} s of CPU, ${(model.table.length / 1e6).toFixed(1)} MB`);
    writeFileSync(join(stateFolder, path), model.table);
    writeFileSync(about, JSON.stringify({ bias: model.bias, options } satisfies Kept));
    return { path, model };
  });
}

interface Kept {
  bias: number;
  options: NbSvmOptions;
}
