/** What `transcribe --sentiment` adds, loaded only where it is asked for. */
import { findModel } from '../installed-models.js';
import type { Opinion } from '../sentiment/opinion.js';
import type { Reading } from '../sentiment/spoken.js';
import type { Surroundings } from './surroundings.js';

/** Judges clips by their readings. */
export interface Listener extends Disposable {
  judge(readings: readonly Reading[]): Opinion;
}

/** Opens the model that `--sentiment` names; undefined without the option. */
export async function openListener(
  { sentiment }: { sentiment?: string | true },
  { modelsFolder }: Surroundings,
): Promise<Listener | undefined> {
  if (sentiment === undefined) return undefined;
  const [{ openSentimentScorer }, { scoreReadings }] = await Promise.all([
    import('../sentiment/open-scorer.js'),
    import('../sentiment/spoken.js'),
  ]);
  const named = sentiment === true ? undefined : sentiment;
  const scorer = await openSentimentScorer(findModel(modelsFolder, named, 'sentiment'));
  return {
    judge: (readings) => scoreReadings(scorer, readings),
    [Symbol.dispose]: () => scorer.close(),
  };
}
