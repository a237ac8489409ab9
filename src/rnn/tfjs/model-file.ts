/** Models in files, for TensorFlow.js without its native package: model.json and the weights beside it. */
import { io } from '@tensorflow/tfjs-core';
import { InputError, type Warning } from '../../errors.js';
import { plainTfjsCannotRead } from './portability.js';

export interface ModelFileOptions {
  /** Told at saving when plain TensorFlow.js will not be able to read the model. Default: process.emitWarning. */
  onWarning?: (warning: Warning) => void;
}

/**
 * For `model.save(modelFile(path))` and `loadLayersModel(modelFile(path))`, under Node. The inference runtime
 * ({@link Encoder}) and TensorFlow.js elsewhere read the same files.
 * @param path - of model.json; its folder is made. Weights are written to weights.bin beside it.
 * @throws InputError `model-file-missing`, `model-not-json` when loading
 */
export function modelFile(path: string, options: ModelFileOptions = {}): io.IOHandler {
  const { onWarning = ({ message, code }) => process.emitWarning(message, { code }) } = options;
  return {
    save: async (artifacts) => {
      for (const warning of plainTfjsCannotRead(artifacts.modelTopology)) onWarning(warning);
      return save(path, artifacts);
    },
    load: () => load(path),
  };
}

async function save(path: string, artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
  const [{ dirname, join }, { mkdir, rename, writeFile }] = await nodeModules();
  const folder = dirname(path);
  const { weightData, weightSpecs, ...rest } = artifacts;
  const weights = new Uint8Array(io.CompositeArrayBuffer.join(weightData));
  const json = { ...rest, weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs ?? [] }] };
  await mkdir(folder, { recursive: true });
  // Written beside and put in place at once: whoever reads meanwhile never gets half a file.
  for (const [file, content] of [
    [join(folder, 'weights.bin'), weights],
    [path, JSON.stringify(json)],
  ] as const) {
    await writeFile(`${file}.new`, content);
    await rename(`${file}.new`, file);
  }
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
}

async function load(path: string): Promise<io.ModelArtifacts> {
  const [{ dirname, join }] = await nodeModules();
  const text = new TextDecoder().decode(await read(path));
  let json: io.ModelJSON;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InputError(
      {
        code: 'model-not-json',
        found: `${path}, which is no JSON`,
        expected: 'a model.json as TensorFlow.js saves it',
        remedy: 'Give the path of model.json itself, not of its folder or weights.',
      },
      { cause },
    );
  }
  return io.getModelArtifactsForJSON(json, async (manifest) => {
    const files = manifest.flatMap(({ paths }) => paths);
    const parts = await Promise.all(files.map((file) => read(join(dirname(path), file))));
    return [manifest.flatMap(({ weights }) => weights), io.CompositeArrayBuffer.join(parts)];
  });
}

async function read(path: string): Promise<ArrayBuffer> {
  const [, { readFile }] = await nodeModules();
  try {
    return new Uint8Array(await readFile(path)).buffer;
  } catch (cause) {
    throw new InputError(
      {
        code: 'model-file-missing',
        found: `no readable file at ${path}`,
        expected: 'model.json with its weight files beside it',
        remedy: 'Check the path, and that all files of the model were copied.',
      },
      { cause },
    );
  }
}

/** Imported when needed: a page that never touches files must not fail on them. */
function nodeModules() {
  return Promise.all([import('node:path'), import('node:fs/promises')]);
}
