/** Which of the package's forecasters knows a series of these seasons? */
import { join } from 'node:path';
import { modelNames } from '../../installed-models.js';
import { readModelJson } from '../../model-folder.js';
import { FORECASTER_KIND, type ForecasterHeader, RecurrentForecaster } from './forecaster.js';

/** Forecasters are named like this, so that no other model need be looked into. */
const PREFIX = 'forecast-';

/**
 * Opens the forecaster for one of the seasons; undefined where the package has none.
 * @throws InputError what is wrong with a model that is there
 */
export async function openForecasterFor(
  modelsFolder: string,
  seasons: readonly number[],
): Promise<RecurrentForecaster | undefined> {
  for (const name of modelNames(modelsFolder).filter((one) => one.startsWith(PREFIX))) {
    const folder = join(modelsFolder, name);
    const header = readModelJson(folder) as unknown as ForecasterHeader;
    if (header.kind === FORECASTER_KIND && seasons.includes(header.season)) {
      return RecurrentForecaster.open(folder);
    }
  }
  return undefined;
}
