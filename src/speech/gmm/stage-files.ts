/** Finished training stages as files, so that an interrupted training goes on where it was. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { StageResult, StageStore } from './train-gmm.js';

/**
 * @param fingerprint - names the data and options; results of other ones are left alone.
 */
export function fileStageStore(folder: string, fingerprint: string): StageStore {
  const path = (stage: string): string => join(folder, `${stage.replace(/\W/g, '-')}-${fingerprint}.state`);
  return {
    load(stage) {
      return existsSync(path(stage)) ? (deserialize(readFileSync(path(stage))) as StageResult) : undefined;
    },
    save(stage, result) {
      mkdirSync(folder, { recursive: true });
      // Written aside and renamed: a run killed while writing leaves no half file under the name.
      writeFileSync(`${path(stage)}.part`, serialize(result));
      renameSync(`${path(stage)}.part`, path(stage));
    },
  };
}
