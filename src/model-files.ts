/**
 * A model as files: `model.json` says what it is, `weights.bin` holds its numbers. Models of every kind share this, and
 * it does not matter where the files lie: on disk, or in the memory of a page that fetched them.
 */
import { InputError } from './errors.js';

/** Version of the layout. */
export const FORMAT = 'utterly-model/1';

/** The files of one model, to be had at once. */
export interface ModelFiles {
  /** How messages call the whole, e.g. the folder's path. */
  readonly place: string;
  /** The bytes of a file, by its path inside the model; `undefined` where there is none. */
  bytes(file: string): Uint8Array | undefined;
  /** SHA-256 of a file that is there, in hexadecimal digits. */
  sha256(file: string): string;
}

export interface TensorEntry {
  dtype: 'float32' | 'int32';
  /** Elements. */
  length: number;
  /** Bytes from the beginning of weights.bin; a multiple of 4. */
  offset: number;
}

/** What every model.json says, whatever its kind. */
export interface ModelHeader {
  /** What the model maps, e.g. `speech-gmm`. */
  kind: string;
  name: string;
  description: string;
}

export interface ModelJson extends ModelHeader {
  format: string;
  weights: { sha256: string; tensors: Record<string, TensorEntry> };
}

/** An open model. */
export interface ModelFolder<Header extends ModelHeader> {
  header: Header;
  /** What it was opened from. */
  files: ModelFiles;
  /** The float32 tensor called `name` in weights.bin. */
  floats(name: string): Float32Array;
  /** The int32 tensor called `name` in weights.bin. */
  integers(name: string): Int32Array;
  has(name: string): boolean;
  /** Another file of the folder. */
  bytes(file: string): Uint8Array;
  /** The same as text. */
  text(file: string): string;
}

/**
 * Opens a model.
 * @throws InputError `model-not-found`, `model-kind`, `model-damaged`
 */
export function openModel<Header extends ModelHeader>(
  files: ModelFiles,
  kind: Header['kind'],
): ModelFolder<Header> {
  const { place } = files;
  const json = parseModelJson(files);
  if (json.kind !== kind) {
    throw new InputError({
      code: 'model-kind',
      found: `a model of kind ${json.kind} in ${place}`,
      expected: `one of kind ${kind}`,
      remedy: 'Run `utterly models` to see which models can do what.',
    });
  }
  const weights = requireFile(files, 'weights.bin');
  if (files.sha256('weights.bin') !== json.weights.sha256) {
    throw damaged(`weights.bin in ${place} with another checksum than model.json gives`);
  }
  // A fresh buffer: views must start at multiples of their element size, a pooled Buffer need not.
  const bytes = new Uint8Array(weights).buffer;
  const other = (file: string): Uint8Array => requireFile(files, file);
  const at = (name: string, dtype: TensorEntry['dtype']): [offset: number, length: number] => {
    const entry = json.weights.tensors[name];
    if (entry?.dtype !== dtype) throw damaged(`no ${dtype} tensor ${name} in ${place}`);
    return [entry.offset, entry.length];
  };
  return {
    header: json as unknown as Header,
    files,
    floats: (name) => new Float32Array(bytes, ...at(name, 'float32')),
    integers: (name) => new Int32Array(bytes, ...at(name, 'int32')),
    has: (name) => name in json.weights.tensors,
    bytes: other,
    text: (file) => new TextDecoder().decode(other(file)),
  };
}

/**
 * Only the description of a model, without its numbers.
 * @throws InputError `model-not-found`, `model-damaged`
 */
export function parseModelJson(files: ModelFiles): ModelJson {
  const { place } = files;
  const bytes = files.bytes('model.json');
  if (!bytes) {
    throw new InputError({
      code: 'model-not-found',
      found: `no model.json in ${place}`,
      expected: 'a model folder',
      remedy: 'Run `utterly models` to see the models there are, or give the folder of your own.',
    });
  }
  let json: ModelJson;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes)) as ModelJson;
  } catch (cause) {
    throw damaged(`model.json in ${place}, which is not JSON`, cause);
  }
  if (json.format !== FORMAT || typeof json.weights?.sha256 !== 'string') {
    throw damaged(`format ${String(json.format)} in model.json of ${place}`);
  }
  return json;
}

/**
 * The bytes of a file that a model cannot do without.
 * @throws InputError `model-damaged`
 */
export function requireFile(files: ModelFiles, file: string): Uint8Array {
  const bytes = files.bytes(file);
  if (!bytes) throw damaged(`no ${file} in ${files.place}`);
  return bytes;
}

function damaged(found: string, cause?: unknown): InputError {
  return new InputError(
    {
      code: 'model-damaged',
      found,
      expected: `a whole model of format ${FORMAT}`,
      remedy: 'Fetch or train the model again.',
    },
    { cause },
  );
}
