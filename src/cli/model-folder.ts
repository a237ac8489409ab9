/** Finds model folders: by name among those of the package, or by path. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../errors.js';

/** Speech models tried, in this order, when none is named. */
const DEFAULT_SPEECH_MODELS = ['speech-en', 'speech-an4'];

/** A folder with a `model.json`. */
export interface ModelListing {
  name: string;
  folder: string;
  /** All files together. */
  sizeBytes: number;
  /** The content of `model.json`, unchecked beyond being an object. */
  description: Record<string, unknown>;
}

/** Names of the models in `modelsFolder`, sorted. */
export function modelNames(modelsFolder: string): string[] {
  if (!existsSync(modelsFolder)) return [];
  return readdirSync(modelsFolder)
    .filter((name) => existsSync(join(modelsFolder, name, 'model.json')))
    .sort();
}

/**
 * Maps a name of a shipped model, or the path of a model folder, to the folder; without either, the default speech
 * model.
 *
 * @throws InputError `model-not-found`, naming the models there are.
 */
export function findModel(modelsFolder: string, nameOrFolder?: string): string {
  const names = modelNames(modelsFolder);
  const name = nameOrFolder ?? DEFAULT_SPEECH_MODELS.find((candidate) => names.includes(candidate));
  if (name !== undefined) {
    if (names.includes(name)) return join(modelsFolder, name);
    if (existsSync(join(name, 'model.json'))) return resolve(name);
  }
  throw new InputError({
    code: 'model-not-found',
    found: name === undefined ? `no speech model in ${modelsFolder}` : `no model "${name}"`,
    expected: `${names.length > 0 ? `one of ${names.join(', ')}` : 'a shipped model'} or a folder with a model.json`,
    remedy: 'Give --model NAME or --model FOLDER; `utterly models` lists what is here.',
  });
}

/**
 * Reads the `model.json` of a model folder.
 *
 * @throws InputError `model-unreadable`
 */
export function describeModel(modelsFolder: string, name: string): ModelListing {
  const folder = join(modelsFolder, name);
  const path = join(folder, 'model.json');
  let description: unknown;
  try {
    description = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw unreadable(path, (cause as Error).message, cause);
  }
  if (typeof description !== 'object' || description === null || Array.isArray(description)) {
    throw unreadable(path, JSON.stringify(description));
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const sizeBytes = files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
  return { name, folder, sizeBytes, description: description as Record<string, unknown> };
}

function unreadable(path: string, found: string, cause?: unknown): InputError {
  const explanation = {
    code: 'model-unreadable',
    found: `${found} in ${path}`,
    expected: 'a JSON object that describes the model',
    remedy: 'Install the package again, or remove the folder.',
  };
  return new InputError(explanation, { cause });
}
