/** Writes a G2P model as a model folder, as `readG2pModel` reads it. */

import { writeModel } from '../../model-folder.js';
import type { G2pModel } from './g2p.js';
import { packJoint } from './pack-joint.js';
import { type G2pHeader, GRAPHONES_FILE } from './read-g2p.js';
import { packWeights } from './reranker.js';

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

/** weights.bin knows no bytes: their number, then four bytes an integer. */
function asIntegers(bytes: Uint8Array): Int32Array {
  const integers = new Int32Array(1 + Math.ceil(bytes.length / 4));
  integers[0] = bytes.length;
  new Uint8Array(integers.buffer).set(bytes, 4);
  return integers;
}
