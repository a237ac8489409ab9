/** A model on disk: `model.json` says what it is, `weights.bin` holds its numbers. Models of every kind share this. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from './errors.js';

/** Version of the layout written here. */
const FORMAT = 'utterly-model/1';

type Tensor = Float32Array | Int32Array;

interface TensorEntry {
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

interface ModelJson extends ModelHeader {
  format: string;
  weights: { sha256: string; tensors: Record<string, TensorEntry> };
}

/** An open model folder. */
export interface ModelFolder<Header extends ModelHeader> {
  header: Header;
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

/** Writes `model.json` and `weights.bin`, and the other files given by name. */
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
  const sha256 = createHash('sha256').update(weights).digest('hex');
  const json: ModelJson = { format: FORMAT, ...header, weights: { sha256, tensors: entries } };
  writeFileSync(join(folder, 'weights.bin'), weights);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, 'model.json'), `${JSON.stringify(json, undefined, 1)}\n`);
}

/**
 * Opens a model folder.
 * @throws InputError `model-not-found`, `model-kind`, `model-damaged`
 */
export function readModel<Header extends ModelHeader>(
  folder: string,
  kind: Header['kind'],
): ModelFolder<Header> {
  const json = readModelJson(folder);
  if (json.kind !== kind) {
    throw new InputError({
      code: 'model-kind',
      found: `a model of kind ${json.kind} in ${folder}`,
      expected: `one of kind ${kind}`,
      remedy: 'Run `utterly models` to see which models can do what.',
    });
  }
  const path = join(folder, 'weights.bin');
  const weights = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  if (createHash('sha256').update(weights).digest('hex') !== json.weights.sha256) {
    throw damaged(`${path} with another checksum than model.json gives`);
  }
  // A fresh buffer: views must start at multiples of their element size, a pooled Buffer need not.
  const bytes = new Uint8Array(weights).buffer;
  const other = (file: string): Buffer => {
    const at = join(folder, file);
    if (!existsSync(at)) throw damaged(`no ${file} in ${folder}`);
    return readFileSync(at);
  };
  const place = (name: string, dtype: TensorEntry['dtype']): [offset: number, length: number] => {
    const entry = json.weights.tensors[name];
    if (entry?.dtype !== dtype) throw damaged(`no ${dtype} tensor ${name} in ${folder}`);
    return [entry.offset, entry.length];
  };
  return {
    header: json as unknown as Header,
    floats: (name) => new Float32Array(bytes, ...place(name, 'float32')),
    integers: (name) => new Int32Array(bytes, ...place(name, 'int32')),
    has: (name) => name in json.weights.tensors,
    bytes: other,
    text: (file) => other(file).toString('utf8'),
  };
}

/**
 * Only the description of a model, without its numbers.
 * @throws InputError `model-not-found`, `model-damaged`
 */
export function readModelJson(folder: string): ModelJson {
  const path = join(folder, 'model.json');
  if (!existsSync(path)) {
    throw new InputError({
      code: 'model-not-found',
      found: `no model.json in ${folder}`,
      expected: 'a model folder',
      remedy: 'Run `utterly models` to see the models there are, or give the folder of your own.',
    });
  }
  let json: ModelJson;
  try {
    json = JSON.parse(readFileSync(path, 'utf8')) as ModelJson;
  } catch (cause) {
    throw damaged(`${path}, which is not JSON`, cause);
  }
  if (json.format !== FORMAT || typeof json.weights?.sha256 !== 'string') {
    throw damaged(`format ${String(json.format)} in ${path}`);
  }
  return json;
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
