/**
 * The binary form of a model. Plain, it holds the trie's two tables and the vocabulary's bytes as they lie in memory:
 * loading is one read, one checksum and a few views. Quantised, it is a quarter as large and unpacked where it is walked.
 *
 * Little-endian: `UTTNGRAM`, then as 32-bit numbers version, length of the header, checksum of everything after it, 0,
 * then the header as JSON, then the arrays it names, each at a multiple of 8.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { InputError } from '../../errors.js';
import { LazyTrie } from './lazy-trie.js';
import { NgramModel } from './model.js';
import { checkOption } from './options.js';
import { type NamedArrays, type PackedTrie, packTrie, type TypedArray } from './pack.js';
import { NgramTrie } from './trie.js';
import { NgramVocabulary } from './vocabulary.js';

const MAGIC = 'UTTNGRAM';
const VERSION = 2;
const PREAMBLE = 24;
const ELEMENTS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array };

export interface SaveNgramOptions {
  /**
   * Bits per log probability and backoff weight. Default 32: exact. 16 loses nothing that can be measured, 8 a few per
   * mille of perplexity; quantised probabilities no longer sum to 1 exactly.
   */
  bits?: 8 | 16 | 32;
}

interface Header {
  levelStart: readonly number[];
  stateStart: readonly number[];
  /** `offset`: bytes after the header. `length`: elements. */
  arrays: { name: string; type: keyof typeof ELEMENTS; offset: number; length: number }[];
}

/**
 * Model → bytes.
 * @throws InputError `ngram-bad-option`
 */
export function encodeNgramModel(
  { trie, vocabulary }: NgramModel,
  options: SaveNgramOptions = {},
): Uint8Array {
  const { bits = 32 } = options;
  checkOption([8, 16, 32].includes(bits), `${bits} bits`, '8, 16 or 32');
  const tables = bits === 32 ? { ...trie.tables() } : packTrie(trie, bits);
  const words: NamedArrays =
    bits === 32
      ? { words: vocabulary.bytes, offsets: vocabulary.offsets }
      : { text: new Uint8Array(deflateRawSync(vocabulary.text(), { level: 9 })) };
  const arrays: NamedArrays = { ...words, ...tables };
  const { levelStart, stateStart } = trie;
  const header: Header = { levelStart, stateStart, arrays: [] };
  let size = 0;
  for (const [name, array] of Object.entries(arrays)) {
    header.arrays.push({ name, type: typeOf(array), offset: size, length: array.length });
    size += roundUp(array.byteLength);
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bodyStart = PREAMBLE + roundUp(json.length);
  const bytes = new Uint8Array(bodyStart + size);
  bytes.set(new TextEncoder().encode(MAGIC));
  bytes.set(json, PREAMBLE);
  for (const { name, offset } of header.arrays) {
    const { buffer, byteOffset, byteLength } = arrays[name]!;
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), bodyStart + offset);
  }
  new Uint32Array(bytes.buffer, MAGIC.length, 3).set([VERSION, json.length, checksum(bytes)]);
  return bytes;
}

/**
 * Bytes → model. Unless they are quantised the model looks at the bytes themselves, which must not change then.
 * @throws InputError `ngram-file`
 */
export function decodeNgramModel(input: Uint8Array): NgramModel {
  const bytes = input.byteOffset % 8 === 0 ? input : input.slice();
  const { buffer, byteOffset } = bytes;
  const text = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to));
  if (bytes.length < PREAMBLE || text(0, MAGIC.length) !== MAGIC) throw fileError('another kind of file');
  const [version, headerLength, sum] = new Uint32Array(buffer, byteOffset + MAGIC.length, 3);
  // Version 1 knew another quantised form, which no model here has.
  if (version !== VERSION && version !== 1) throw fileError(`version ${version} of the format`);
  if (bytes.length % 8 !== 0 || checksum(bytes) !== sum) throw fileError('a damaged file');

  const header = JSON.parse(text(PREAMBLE, PREAMBLE + headerLength!)) as Header;
  const bodyStart = byteOffset + PREAMBLE + roundUp(headerLength!);
  const arrays: NamedArrays = {};
  for (const { name, type, offset, length } of header.arrays) {
    arrays[name] = new ELEMENTS[type](buffer as ArrayBuffer, bodyStart + offset, length);
  }
  const { levelStart, stateStart } = header;
  const { words, offsets, text: packedText, ngrams, states } = arrays;
  const trie = ngrams
    ? new NgramTrie(levelStart, stateStart, ngrams as Uint32Array, states as Uint32Array)
    : new LazyTrie(levelStart, stateStart, arrays as unknown as PackedTrie);
  const vocabulary = packedText
    ? NgramVocabulary.fromText(inflateRawSync(packedText))
    : new NgramVocabulary(words as Uint8Array, offsets as Uint32Array);
  return new NgramModel(vocabulary, trie);
}

function typeOf(array: TypedArray): keyof typeof ELEMENTS {
  if (array instanceof Uint8Array) return 'u8';
  if (array instanceof Uint16Array) return 'u16';
  return array instanceof Uint32Array ? 'u32' : 'f32';
}

function roundUp(size: number): number {
  return Math.ceil(size / 8) * 8;
}

/** FNV-1a over 32-bit words in four interleaved lanes, because one would wait for its own multiplications. */
function checksum(bytes: Uint8Array): number {
  const from = MAGIC.length + 12;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + from, (bytes.length - from) / 4);
  let [a, b, c, d] = [0x811c9dc5 | 0, 0x9e3779b9 | 0, 0x85ebca6b | 0, 0xc2b2ae35 | 0];
  let i = 0;
  for (; i + 3 < words.length; i += 4) {
    a = Math.imul(a ^ words[i]!, 0x01000193);
    b = Math.imul(b ^ words[i + 1]!, 0x01000193);
    c = Math.imul(c ^ words[i + 2]!, 0x01000193);
    d = Math.imul(d ^ words[i + 3]!, 0x01000193);
  }
  for (; i < words.length; i++) a = Math.imul(a ^ words[i]!, 0x01000193);
  for (const lane of [b, c, d]) a = Math.imul(a ^ lane, 0x01000193);
  return a >>> 0;
}

function fileError(found: string): InputError {
  return new InputError({
    code: 'ngram-file',
    found,
    expected: `a binary language model, version ${VERSION}`,
    remedy: 'Make it again from its ARPA file or its corpus.',
  });
}
