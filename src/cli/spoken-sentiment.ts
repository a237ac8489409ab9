/** What `transcribe --sentiment` adds, loaded only where it is asked for. */
import { findModel } from '../installed-models.js';
import type { Opinion } from '../sentiment/opinion.js';
import type { Reading } from '../sentiment/spoken.js';
import type { Surroundings } from './surroundings.js';

/** Judges clips by their readings. */
export interface Listener extends Disposable {
  judge(readings: readonly Reading[]): Opinion;
}

/** Opens the model that `--sentiment-model` names; undefined without `--sentiment`. */
export async function openListener(
  { sentiment = false, sentimentModel }: { sentiment?: boolean; sentimentModel?: string },
  { modelsFolder }: Surroundings,
): Promise<Listener | undefined> {
  if (!sentiment) return undefined;
  const [{ openSentimentScorer }, { scoreReadings }] = await Promise.all([
    import('../sentiment/open-scorer.js'),
    import('../sentiment/spoken.js'),
  ]);
  const scorer = await openSentimentScorer(findModel(modelsFolder, sentimentModel, 'sentiment'));
  return {
    judge: (readings) => scoreReadings(scorer, readings),
    [Symbol.dispose]: () => scorer.close(),
  };
}
