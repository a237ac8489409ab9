/** A G2P model as files: figures in model.json, both its parts in weights.bin, the units in graphones.txt. */
import { type ModelFiles, type ModelHeader, openModel } from '../../model-files.js';
import type { G2pModel } from './g2p.js';
import { unpackJoint } from './pack-joint.js';
import type { ProposeOptions } from './propose.js';
import { Reranker, unpackWeights } from './reranker.js';

export const GRAPHONES_FILE = 'graphones.txt';

/** What model.json says of a G2P model. */
export interface G2pHeader extends ModelHeader {
  kind: 'g2p';
  search: ProposeOptions;
  reranker: { unit: number; jointWeight: number };
}

/** @throws InputError `model-not-found`, `model-kind`, `model-damaged` */
export function readG2pModel(files: ModelFiles): G2pModel {
  const { header, integers, floats, text } = openModel<G2pHeader>(files, 'g2p');
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

/** The opposite of what the writer does: weights.bin knows no bytes. */
function asBytes(integers: Int32Array): Uint8Array {
  return new Uint8Array(integers.buffer, integers.byteOffset + 4, integers[0]);
}
