/** Models on disk: their files, read when asked for, and the writing of them. */
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InputError } from './errors.js';
import {
  FORMAT,
  type ModelFiles,
  type ModelFolder,
  type ModelHeader,
  type ModelJson,
  openModel,
  parseModelJson,
  type TensorEntry,
} from './model-files.js';
import { writeWhole } from './write-all.js';

export type { ModelFolder, ModelHeader } from './model-files.js';

type Tensor = Float32Array | Int32Array;

/** The files of a folder. Nothing is read before it is asked for, and nothing is kept. */
export function diskFiles(folder: string): ModelFiles {
  const bytes = (file: string) => {
    const path = join(folder, file);
    return existsSync(path) ? readFileSync(path) : undefined;
  };
  return { place: folder, bytes, sha256: (file) => sha256(bytes(file) ?? new Uint8Array(0)) };
}

/** Writes `model.json` and `weights.bin`, and the other files given by their paths in the folder. */
export function writeModel(
  folder: string,
  header: ModelHeader,
  tensors: Readonly<Record<string, Tensor>>,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): void {
  mkdirSync(folder, { recursive: true });
  const entries: Record<string, TensorEntry> = {};
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    const dtype = tensor instanceof Float32Array ? 'float32' : 'int32';
    entries[name] = { dtype, length: tensor.length, offset };
    parts.push(Buffer.from(tensor.buffer, tensor.byteOffset, tensor.byteLength));
    offset += tensor.byteLength;
  }
  const weights = Buffer.concat(parts);
  const json: ModelJson = {
    format: FORMAT,
    ...header,
    weights: { sha256: sha256(weights), tensors: entries },
  };
  writeFileSync(join(folder, 'weights.bin'), weights);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  writeWhole(join(folder, 'model.json'), `${JSON.stringify(json, undefined, 1)}\n`);
}

/**
 * Whether a model can be written there, asked before hours of training.
 * @throws InputError `folder-not-writable`
 */
export function requireWritable(folder: string): void {
  let at = resolve(folder);
  while (!existsSync(at)) at = dirname(at);
  try {
    accessSync(at, constants.W_OK);
    if (statSync(at).isDirectory()) return;
  } catch {
    // Told below.
  }
  throw new InputError({
    code: 'folder-not-writable',
    found: `${at}, ${statSync(at).isDirectory() ? 'where nothing may be written' : 'which is a file'}`,
    expected: `a folder that ${folder} can be written to`,
    remedy: 'Give another one as --out.',
  });
}

/** {@link openModel} of a folder. */
export function readModel<Header extends ModelHeader>(
  folder: string,
  kind: Header['kind'],
): ModelFolder<Header> {
  return openModel(diskFiles(folder), kind);
}

/** {@link parseModelJson} of a folder. */
export function readModelJson(folder: string): ModelJson {
  return parseModelJson(diskFiles(folder));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
