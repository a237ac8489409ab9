/** Finished training stages as files, so that an interrupted training goes on where it was. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { StageResult, StageStore, TrainingProgress } from './train-gmm.js';

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

/** A line of the metrics of a training. */
export interface StageMetrics extends Omit<TrainingProgress, 'iterations' | 'total'> {
  /** Since this process began to train. */
  seconds: number;
}

/**
 * Keeps what a training reports as JSON lines beside its stages.
 * @returns where they are, and what is to be told every iteration
 */
export function stageMetrics(
  folder: string,
  fingerprint: string,
): { path: string; report: (progress: TrainingProgress) => void } {
  const path = join(folder, `metrics-${fingerprint}.jsonl`);
  const started = performance.now();
  const report = ({ iterations, total, ...progress }: TrainingProgress): void => {
    mkdirSync(folder, { recursive: true });
    // A stage that was stopped begins again, and so do its lines.
    if (progress.iteration === 1 && existsSync(path)) {
      const kept = readStageMetrics(path).filter(({ done }) => done < progress.done);
      writeFileSync(path, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
    }
    const seconds = Math.round(performance.now() - started) / 1000;
    appendFileSync(path, `${JSON.stringify({ ...progress, seconds } satisfies StageMetrics)}\n`);
  };
  return { path, report };
}

export function readStageMetrics(path: string): StageMetrics[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as StageMetrics);
}
