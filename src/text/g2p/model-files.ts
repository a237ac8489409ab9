/** A G2P model as a model folder: figures in model.json, both its parts in weights.bin, the units in graphones.txt. */

import { type ModelHeader, readModel, writeModel } from '../../model-folder.js';
import type { G2pModel } from './g2p.js';
import { packJoint, unpackJoint } from './pack-joint.js';
import type { ProposeOptions } from './propose.js';
import { packWeights, Reranker, unpackWeights } from './reranker.js';

const GRAPHONES_FILE = 'graphones.txt';

/** What model.json says of a G2P model. */
export interface G2pHeader extends ModelHeader {
  kind: 'g2p';
  search: ProposeOptions;
  reranker: { unit: number; jointWeight: number };
}

/** What the trainer adds to model.json for people to read. */
export type G2pNotes = Pick<G2pHeader, 'name' | 'description'> & Record<string, unknown>;

/** Writes a model; the joint model's log probabilities are rounded to 8 bits. */
export function writeG2pModel(dir: string, { joint, reranker, search }: G2pModel, notes: G2pNotes): void {
  const { unit, jointWeight } = reranker;
  const header: G2pHeader = { ...notes, kind: 'g2p', search, reranker: { unit, jointWeight } };
  const { graphones, counts, ranges, bytes } = packJoint(joint);
  const tensors = {
    jointCounts: counts,
    jointRanges: ranges,
    joint: asIntegers(bytes),
    reranker: asIntegers(packWeights(reranker.weights)),
  };
  writeModel(dir, header, tensors, { [GRAPHONES_FILE]: `${graphones.join('\n')}\n` });
}

/** @throws InputError `model-not-found`, `model-kind`, `model-damaged` */
export function readG2pModel(dir: string): G2pModel {
  const { header, integers, floats, text } = readModel<G2pHeader>(dir, 'g2p');
  const { unit, jointWeight } = header.reranker;
  return {
    joint: unpackJoint({
      graphones: text(GRAPHONES_FILE).trimEnd().split('\n'),
      counts: integers('jointCounts'),
      ranges: floats('jointRanges'),
      bytes: asBytes(integers('joint')),
    }),
    reranker: new Reranker(unpackWeights(asBytes(integers('reranker'))), unit, jointWeight),
    search: header.search,
  };
}

/** weights.bin knows no bytes: their number, then four bytes an integer. */
function asIntegers(bytes: Uint8Array): Int32Array {
  const integers = new Int32Array(1 + Math.ceil(bytes.length / 4));
  integers[0] = bytes.length;
  new Uint8Array(integers.buffer).set(bytes, 4);
  return integers;
}

function asBytes(integers: Int32Array): Uint8Array {
  return new Uint8Array(integers.buffer, integers.byteOffset + 4, integers[0]);
}
