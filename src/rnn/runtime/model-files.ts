/** Reads a saved model from the file system or the network. */
import { InputError } from '../../errors.js';
import { isNode } from '../kernels/platform.js';
import { Config } from './config.js';
import { parseSavedModel, type SavedModel } from './saved-model.js';

/**
 * Loads model.json and the weight files it names.
 * @param location - path or URL of model.json; weight files lie beside it
 * @throws InputError when a file is missing or no model
 */
export async function readSavedModel(location: string | URL): Promise<SavedModel> {
  const text = new TextDecoder().decode(await readBytes(location));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InputError(
      {
        code: 'model-not-json',
        found: `${location}, which is no JSON`,
        expected: 'a model.json as TensorFlow.js saves it',
        remedy: 'Give the path of model.json itself, not of its folder or weights.',
      },
      { cause },
    );
  }
  const groups = new Config(json, 'model.json').list('weightsManifest');
  const names = groups.flatMap((group) => new Config(group, 'weightsManifest').list('paths'));
  const files = await Promise.all(names.map((name) => readBytes(beside(location, String(name)))));
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
