/** The GMM–HMM that tells the neural model which phone is where: trained by the hour, not by the minute. */
import type { Utterance } from '../corpus/utterance.js';
import { type TrainedSpeech, trainSpeech } from '../train-speech.js';

export interface TrainAlignerOptions {
  utterances: readonly Utterance[];
  /** Folder of the GMM–HMM recogniser that comes out of it. */
  out: string;
  stateFolder: string;
  command: string;
  log: (line: string) => void;
}

export const ALIGNER = {
  iterations: 12,
  monophoneClips: 400,
  monophoneGaussians: 1000,
  gaussians: 7500,
  senones: 2000,
  // Triphones on cepstra place phones well enough for a frame of 30 ms.
  ldaDimensions: 0,
  fmllrPriorFrames: 0,
};

/** Utterances → a `speech-gmm` model in `out`, and the phones of every utterance. */
export function trainAligner({
  utterances,
  out,
  stateFolder,
  command,
  log,
}: TrainAlignerOptions): Promise<TrainedSpeech> {
  return trainSpeech({
    description: {
      name: 'librispeech-gmm',
      description: 'general English, read speech; the words of its training transcripts only',
      data: 'LibriSpeech train-clean-5 and part of train-clean-100, 7.2 h',
      licence: 'CC BY 4.0, as its corpus',
      command,
    },
    utterances,
    out,
    stateFolder,
    log,
    gmm: ALIGNER,
  });
}
