/** Gaussian-mixture acoustics in a model folder: saved by training, opened by the recogniser. */
import { GmmSet } from '../../hmm/gmm-set.js';
import type { ModelFolder, ModelHeader } from '../../model-files.js';
import type { Acoustics } from '../acoustics.js';
import { type ContextTree, phonesOfSenones, TreeContext } from './context-tree.js';
import { type AdaptedGmms, adaptFeatures } from './fmllr.js';
import { cepstra, FRAME_SECONDS, type FrontEnd, toFeatures } from './front-end.js';
import { GmmScores } from './gmm-scores.js';
import type { TrainedGmm } from './train-gmm.js';

/** The acoustic part of a `speech-gmm` model.json. */
export interface GmmAcousticsHeader extends ModelHeader {
  /** Phone names by id. */
  phones: string[];
  tree: ContextTree;
  /** Dimensions D of a frame. */
  dimensions: number;
  frontEnd: Omit<FrontEnd, 'transform'>;
  /** Prior of speaker adaptation in frames; 0 where the model adapts to nobody. */
  fmllrPriorFrames: number;
}

/** The model as header fields and tensors, for `writeModel`. */
export function packGmm(phones: readonly string[], { model, adapted }: TrainedGmm, frontEnd: FrontEnd) {
  const { context, gmms } = model;
  const { transform, ...rest } = frontEnd;
  return {
    header: {
      phones: [...phones],
      tree: context.tree,
      dimensions: gmms.dimensions,
      frontEnd: rest,
      fmllrPriorFrames: adapted?.priorFrames ?? 0,
    },
    tensors: {
      selfLogProb: context.selfLogProb, // [S]
      ...gmmTensors('', gmms),
      ...(transform && { transform: transform.matrix }), // [D, spliced]
      ...(adapted && {
        ...gmmTensors('adapted.', adapted.gmms),
        'adapted.moments': Float32Array.from(adapted.prior.moments), // [(D + 1)(D + 2) / 2]
        'adapted.precision': Float32Array.from(adapted.prior.precision), // [D]
      }),
    },
  };
}

/** Opens the acoustics of a model folder. */
export function openGmm(folder: ModelFolder<GmmAcousticsHeader>): Acoustics {
  const { phones, tree, dimensions, frontEnd: rest, fmllrPriorFrames } = folder.header;
  const gmms = readGmms(folder, '');
  const frontEnd: FrontEnd = { ...rest, transform: undefined };
  if (folder.has('transform')) {
    const matrix = folder.floats('transform');
    frontEnd.transform = { matrix, rows: dimensions, columns: matrix.length / dimensions };
  }
  const acoustics: Acoustics = {
    phones,
    context: new TreeContext(tree, folder.floats('selfLogProb')),
    frameSeconds: FRAME_SECONDS,
    cepstra: (samples) => cepstra(samples, frontEnd),
    senonePhones: () => phonesOfSenones(tree),
    score: (samples) => new GmmScores(gmms, toFeatures(cepstra(samples, frontEnd), frontEnd), FRAME_SECONDS),
  };
  if (fmllrPriorFrames === 0) return acoustics;
  const moments = Float64Array.from(folder.floats('adapted.moments'));
  const precision = Float64Array.from(folder.floats('adapted.precision'));
  const adapted: AdaptedGmms = {
    gmms: readGmms(folder, 'adapted.'),
    prior: { moments, precision },
    priorFrames: fmllrPriorFrames,
  };
  return {
    ...acoustics,
    adapt(scores, senones) {
      if (!(scores instanceof GmmScores)) throw new Error('scores of another model');
      return new GmmScores(adapted.gmms, adaptFeatures(scores.features, senones, adapted), FRAME_SECONDS);
    },
  };
}

function gmmTensors(prefix: string, { offsets, gconst, rows }: GmmSet) {
  return {
    [`${prefix}offsets`]: offsets, // [S + 1]
    [`${prefix}gconst`]: gconst, // [G]
    [`${prefix}rows`]: rows, // [G, D, 2]
  };
}

function readGmms(folder: ModelFolder<GmmAcousticsHeader>, prefix: string): GmmSet {
  const offsets = folder.integers(`${prefix}offsets`);
  return new GmmSet(
    offsets,
    folder.header.dimensions,
    folder.floats(`${prefix}gconst`),
    folder.floats(`${prefix}rows`),
  );
}
