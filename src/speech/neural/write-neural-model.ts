/** What training made → a `speech-nn` folder that `openRecognizer` opens. */
import { dirname, join } from 'node:path';
import type { FeaturePrior } from '../../audio/cmvn.js';
import type { PhoneContext } from '../../decode/phone-hmm.js';
import { writeModel } from '../../model-folder.js';
import type { SpeechNnHeader } from '../speech-model.js';
import { PairContext } from './pair-context.js';

export interface NeuralModelParts {
  /** Everything model.json says. */
  header: Omit<SpeechNnHeader, 'kind' | 'topology' | 'silence'>;
  /** Of the chain topology, asking nothing about right neighbours. */
  context: PhoneContext;
  /** Natural-log share of each senone in the training frames. // [S] */
  logPriors: Float32Array;
  /** What the encoder's cepstra are normalised by beside the clip's own, with the frames it counts as. */
  prior?: FeaturePrior | undefined;
  /** The network behind `header.encoder`, with softmax or without: model.json and weights.bin. */
  encoder: { json: object; data: Uint8Array };
  /** Lexicon, language model or grammar, as the header names them, and what else belongs into the folder. */
  files: Readonly<Record<string, string | Uint8Array>>;
}

export function writeNeuralModel(folder: string, parts: NeuralModelParts): void {
  const { header, context, logPriors, prior, encoder, files } = parts;
  const own: SpeechNnHeader = {
    ...{ kind: 'speech-nn', topology: 'chain', silence: context.silence, ...header },
    ...(prior && { cepstralPriorFrames: Math.max(...prior.frames) }),
  };
  const senones = PairContext.table(context, header.phones.length);
  const cepstralPrior = prior && Float32Array.from([...prior.mean, ...prior.variance]);
  const tensors = { senones, logPriors, ...(cepstralPrior && { cepstralPrior }) };
  writeModel(folder, own, tensors, {
    ...files,
    [header.encoder]: JSON.stringify(encoder.json),
    [join(dirname(header.encoder), 'weights.bin')]: encoder.data,
  });
}
