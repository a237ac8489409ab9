/** What the neural model is to say: the phones of every utterance, when, and the senones they fall into. A folder. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { type ModelHeader, readModel, writeModel } from '../../model-folder.js';
import type { ContextTree } from '../gmm/context-tree.js';
import { type PhoneAlignment, STATES_PER_PHONE } from '../gmm/phone-alignment.js';

/** Where the targets lie in a feature cache. */
export const TARGETS_FOLDER = 'targets';
const KIND = 'chain-targets';
/** Phones, then frames of each of their states: 16 bits each, in little-endian order, gzipped. */
const ALIGNMENTS_FILE = 'alignments.gz';

/** Targets of a training list. */
export interface ChainTargets {
  /** Phone names by id, silence first. */
  phones: string[];
  /** Senones by left neighbour, phone and position. */
  tree: ContextTree;
  /** Natural-log share of each senone among all frames of the unaugmented copy. // [S] */
  logPriors: Float32Array;
  /** By utterance id, at 10 ms and the original speed; utterances that could not be aligned are missing. */
  alignments: Map<string, PhoneAlignment>;
}

interface TargetsHeader extends ModelHeader {
  kind: typeof KIND;
  phones: string[];
  tree: ContextTree;
  ids: string[];
}

export function writeTargets(folder: string, { phones, tree, logPriors, alignments }: ChainTargets): void {
  const header: TargetsHeader = {
    kind: KIND,
    name: 'chain-targets',
    description: 'phones, senone tree and alignments of a training list',
    phones,
    tree,
    ids: [...alignments.keys()],
  };
  const all = [...alignments.values()];
  const counts = Int32Array.from(all, (alignment) => alignment.phones.length); // [utterances]
  const numbers = Uint16Array.from([
    ...all.flatMap((alignment) => [...alignment.phones]), // [Σ K]
    ...all.flatMap(({ ends }) => Array.from(ends, (end, k) => end - (ends[k - 1] ?? 0))), // [Σ K * 3]
  ]);
  const packed = gzipSync(new Uint8Array(numbers.buffer), { level: 9 });
  writeModel(folder, header, { logPriors, counts }, { [ALIGNMENTS_FILE]: packed });
}

/** @throws InputError `model-not-found`, `model-kind`, `model-damaged` */
export function readTargets(folder: string): ChainTargets {
  const model = readModel<TargetsHeader>(folder, KIND);
  const { phones, tree, ids } = model.header;
  const counts = model.integers('counts');
  const unpacked = gunzipSync(model.bytes(ALIGNMENTS_FILE));
  const numbers = new Uint16Array(new Uint8Array(unpacked).buffer);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const alignments = new Map<string, PhoneAlignment>();
  let at = 0;
  ids.forEach((id, i) => {
    const to = at + counts[i]!;
    const lengths = numbers.subarray(total + at * STATES_PER_PHONE, total + to * STATES_PER_PHONE);
    let end = 0;
    const ends = Int32Array.from(lengths, (length) => (end += length));
    alignments.set(id, { phones: Int16Array.from(numbers.subarray(at, to)), ends });
    at = to;
  });
  return { phones, tree, logPriors: model.floats('logPriors'), alignments };
}
