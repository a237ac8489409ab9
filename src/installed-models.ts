/** Finds model folders: by name among those that come with the package, or by path. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from './errors.js';

/** What a model is wanted for, and the models tried, in this order, when none is named. */
const DEFAULTS = { speech: ['speech-en', 'speech-an4'], sentiment: ['sentiment-en'] } as const;

/** Names of the models in `modelsFolder`, sorted. */
export function modelNames(modelsFolder: string): string[] {
  if (!existsSync(modelsFolder)) return [];
  return readdirSync(modelsFolder)
    .filter((name) => isModelFolder(join(modelsFolder, name)))
    .sort();
}

/**
 * Maps a name of a shipped model, or the path of a model folder, to the folder; without either, the default one for
 * the task.
 *
 * @throws InputError `model-not-found`, naming the models there are.
 */
export function findModel(
  modelsFolder: string,
  nameOrFolder?: string,
  task: keyof typeof DEFAULTS = 'speech',
): string {
  const names = modelNames(modelsFolder);
  const name = nameOrFolder ?? DEFAULTS[task].find((candidate) => names.includes(candidate));
  if (name !== undefined) {
    if (names.includes(name)) return join(modelsFolder, name);
    if (isModelFolder(name)) return resolve(name);
  }
  throw new InputError({
    code: 'model-not-found',
    found: name === undefined ? `no ${task} model in ${modelsFolder}` : `no model "${name}"`,
    expected: `${names.length > 0 ? `one of ${names.join(', ')}` : 'a shipped model'} or a folder with a model.json`,
    remedy: 'Give one of these names, or the folder of your own model; `utterly models` tells what they do.',
  });
}

/** Bytes of all files of a folder. */
export function folderBytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) =>
    statSync(join(folder, path)),
  );
  return files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}

function isModelFolder(folder: string): boolean {
  return existsSync(join(folder, 'model.json'));
}
