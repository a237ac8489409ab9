/** Reads a saved model from the file system, from the network or from files that are at hand. */
import { InputError } from '../../errors.js';
import { type ModelFiles, requireFile } from '../../model-files.js';
import { isNode } from '../../platform.js';
import { Config } from './config.js';
import { parseSavedModel, type SavedModel } from './saved-model.js';

/**
 * Loads model.json and the weight files it names.
 * @param location - path or URL of model.json; weight files lie beside it
 * @throws InputError when a file is missing or no model
 */
export async function readSavedModel(location: string | URL): Promise<SavedModel> {
  const json = parseJson(await readBytes(location), `${location}`);
  const names = weightFiles(json);
  return joined(json, await Promise.all(names.map((name) => readBytes(beside(location, name)))));
}

/**
 * The same from files that are there.
 * @param file - the path of model.json inside the files; weight files lie beside it
 */
export function savedModelIn(files: ModelFiles, file: string): SavedModel {
  const json = parseJson(requireFile(files, file), file);
  return joined(
    json,
    weightFiles(json).map((name) => requireFile(files, `${beside(file, name)}`)),
  );
}

function parseJson(bytes: Uint8Array, place: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new InputError(
      {
        code: 'model-not-json',
        found: `${place}, which is no JSON`,
        expected: 'a model.json as TensorFlow.js saves it',
        remedy: 'Give the path of model.json itself, not of its folder or weights.',
      },
      { cause },
    );
  }
}

function weightFiles(json: unknown): string[] {
  const groups = new Config(json, 'model.json').list('weightsManifest');
  return groups.flatMap((group) => new Config(group, 'weightsManifest').list('paths')).map(String);
}

function joined(json: unknown, files: readonly Uint8Array[]): SavedModel {
  const data = new Uint8Array(files.reduce((sum, file) => sum + file.length, 0));
  let at = 0;
  for (const file of files) {
    data.set(file, at);
    at += file.length;
  }
  return parseSavedModel(json, data);
}

function isAddress(location: string | URL): boolean {
  return location instanceof URL || /^[a-z]+:\/\//i.test(location);
}

function beside(location: string | URL, name: string): string | URL {
  if (isAddress(location)) return new URL(name, location);
  return `${location}`.replace(/[^/\\]*$/, name);
}

async function readBytes(location: string | URL): Promise<Uint8Array> {
  const local = isNode && (!isAddress(location) || new URL(location).protocol === 'file:');
  try {
    if (local) {
      const { readFile } = await import('node:fs/promises');
      return await readFile(isAddress(location) ? new URL(location) : location);
    }
    const response = await fetch(location);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new InputError(
      {
        code: 'model-file-missing',
        found: `no readable file at ${location}`,
        expected: 'model.json with its weight files beside it',
        remedy: 'Check the path, and that all files of the model were copied.',
      },
      { cause },
    );
  }
}
