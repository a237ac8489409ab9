/** A corpus → a speech model folder: features, GMM–HMM training, language model, files. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SpeedChanger } from '../audio/augment/speed.js';
import { resolveMfccOptions } from '../audio/mfcc-options.js';
import { readAudioFile } from '../audio/read-audio.js';
import { InputError } from '../errors.js';
import { requireWritable, writeModel } from '../model-folder.js';
import { Lexicon } from '../text/lexicon/lexicon.js';
import { encodeNgramModel } from '../text/ngram/binary.js';
import { trainNgram } from '../text/ngram/train.js';
import type { Utterance } from './corpus/utterance.js';
import { cepstra, type FrontEnd } from './gmm/front-end.js';
import { packGmm } from './gmm/gmm-acoustics.js';
import type { PhoneAlignment } from './gmm/phone-alignment.js';
import { fileStageStore, stageMetrics } from './gmm/stage-files.js';
import {
  type GmmTrainingOptions,
  type TrainingClip,
  type TrainingProgress,
  trainGmm,
} from './gmm/train-gmm.js';
import { grammarAutomaton } from './grammar.js';
import { lexiconText, pronunciationSource } from './model-words.js';
import { GRAMMAR_FILE, LANGUAGE_MODEL_FILE, LEXICON_FILE, type SpeechGmmHeader } from './speech-model.js';
import { type PronunciationSource, Vocabulary } from './vocabulary.js';

/** Name of the phone that stands for silence in every model. */
const SILENCE = 'SIL';
const SPLICE_CONTEXT = 4;

/** What the model is called and where it comes from. */
export type ModelDescription = Pick<SpeechGmmHeader, 'name' | 'description' | 'data' | 'licence' | 'command'>;

export interface SpeechTrainingOptions {
  description: ModelDescription;
  utterances: readonly Utterance[];
  /** Folder the model is written to. */
  out: string;
  /** Pronunciations of the transcripts' words; the shipped dictionary serves for those not in it. */
  lexicon?: Lexicon;
  /** Sentences for the language model; the transcripts unless given. */
  sentences?: Iterable<string[]>;
  /** A JSGF grammar to search instead of a language model. */
  grammar?: string;
  ngramOrder?: number;
  decoding?: SpeechGmmHeader['decoding'];
  silenceProbability?: number;
  /**
   * Copies of every clip to train on, by speed: [0.9, 1, 1.1] adds a slower, deeper and a faster, higher voice to each
   * speaker (Ko et al. 2015). Just [1] unless given.
   */
  speeds?: readonly number[];
  /** Overrides of what is otherwise chosen by the amount of data. */
  gmm?: Partial<GmmTrainingOptions>;
  /** Folder for results of finished stages: a second run with the same data and options goes on from there. */
  stateFolder?: string;
  log?: (line: string) => void;
  /** Told after every iteration, for progress bars. */
  onProgress?: (progress: TrainingProgress) => void;
}

/** Settings that did well on the AN4 and digits dev lists, with the acoustic scale of Gaussians at 1. */
const DECODING: SpeechGmmHeader['decoding'] = {
  beam: 150,
  wordBeam: 110,
  maxActive: 3000,
  latticeBeam: 90,
  languageWeight: 14,
  wordInsertionPenalty: 5,
};

export interface TrainedSpeech {
  /** Phone names by id, silence first. */
  phones: string[];
  /** Where the phones of each clip are, undefined where the words did not fit; clips are utterances × speeds. */
  alignments: (PhoneAlignment | undefined)[];
  /** JSON lines of what every iteration reached, where there is a folder for them. */
  metrics?: string;
}

/**
 * Trains a speech model and writes it to `options.out`.
 * @throws InputError `corpus-empty`, `word-unknown`, `folder-not-writable`, and those of grammars and of reading audio
 */
export async function trainSpeech(options: SpeechTrainingOptions): Promise<TrainedSpeech> {
  const { utterances, log = () => {} } = options;
  if (utterances.length === 0) {
    throw new InputError({
      code: 'corpus-empty',
      found: 'no utterances',
      expected: 'clips with transcripts',
      remedy: 'Check the path and the split.',
    });
  }
  requireWritable(options.out);
  const source = pronunciationSource(options.lexicon);
  const phones = phoneInventory(utterances, source);
  const language = languageFile(options, new Vocabulary(phones, source));
  const frontEnd: FrontEnd = {
    mfcc: resolveMfccOptions({}),
    normalizeVariance: true,
    spliceContext: SPLICE_CONTEXT,
    transform: undefined,
  };
  const vocabulary = new Vocabulary(phones, source);
  const clips: TrainingClip[] = [];
  using speeds = new SpeedChanger();
  let frames = 0;
  for (const { audio, text, speaker } of utterances) {
    const transcript = text.split(' ').map((word) => vocabulary.add(word));
    const { samples } = await readAudioFile(audio);
    for (const speed of options.speeds ?? [1]) {
      const matrix = cepstra(await speeds.change(samples, speed), frontEnd);
      frames += matrix.frames;
      const voice = speaker !== undefined && { speaker: `${speaker} ${speed}` };
      clips.push({ cepstra: matrix, transcript, words: vocabulary.words, ...voice });
    }
  }
  log(`${clips.length} clips, ${frames} frames, ${phones.length} phones, ${vocabulary.words.length} words`);
  const silenceProbability = options.silenceProbability ?? 0.5;
  const gmmOptions: GmmTrainingOptions = {
    phones: phones.length,
    silence: 0,
    silenceProbability,
    iterations: 24,
    monophoneClips: clips.length,
    monophoneGaussians: Math.round(Math.min(frames / 250, 3000)),
    gaussians: Math.round(Math.min(frames / 80, 40_000)),
    senones: Math.round(Math.min(frames / 600, 3000)),
    spliceContext: SPLICE_CONTEXT,
    ldaDimensions: 40,
    fmllrPriorFrames: 200,
    ...options.gmm,
  };
  const { stateFolder } = options;
  const run = fingerprint(clips, [phones, utterances.map(({ id }) => id), gmmOptions, options.speeds]);
  const store = stateFolder === undefined ? undefined : fileStageStore(stateFolder, run);
  const metrics = stateFolder === undefined ? undefined : stageMetrics(stateFolder, run);
  const report = (progress: TrainingProgress): void => {
    logProgress(progress, log);
    metrics?.report(progress);
    options.onProgress?.(progress);
  };
  const trained = trainGmm(clips, gmmOptions, report, store);
  frontEnd.transform = trained.transform;
  const { header, tensors } = packGmm(phones, trained, frontEnd);
  const model: SpeechGmmHeader = {
    kind: 'speech-gmm',
    ...options.description,
    ...header,
    sentences: options.grammar === undefined ? LANGUAGE_MODEL_FILE : GRAMMAR_FILE,
    silenceProbability,
    decoding: { ...DECODING, ...options.decoding },
  };
  writeModel(options.out, model, tensors, {
    [LEXICON_FILE]: lexiconText(vocabulary, phones),
    ...language,
  });
  log(`written to ${options.out}`);
  return { phones, alignments: trained.alignments, ...(metrics && { metrics: metrics.path }) };
}

/** The grammar, or an n-gram model: made before the training, for what is wrong with them to be known then. */
function languageFile(
  { grammar, sentences, utterances, ngramOrder = 3 }: SpeechTrainingOptions,
  vocabulary: Vocabulary,
): Record<string, string | Uint8Array> {
  if (grammar !== undefined) {
    grammarAutomaton(grammar, vocabulary);
    return { [GRAMMAR_FILE]: grammar };
  }
  const said = sentences ?? utterances.map(({ text }) => text.split(' '));
  return { [LANGUAGE_MODEL_FILE]: encodeNgramModel(trainNgram(said, { order: ngramOrder })) };
}

/** Reads a lexicon file as the user gives it. */
export function readLexicon(path: string): Lexicon {
  return Lexicon.fromText(readFileSync(path, 'utf8'), path);
}

/** Silence, then every phone of the transcripts' words in alphabetical order. */
function phoneInventory(utterances: readonly Utterance[], source: PronunciationSource): string[] {
  const phones = new Set<string>();
  for (const word of new Set(utterances.flatMap(({ text }) => text.split(' ')))) {
    for (const variant of source.pronunciations(word)) for (const phone of variant) phones.add(phone);
  }
  return [SILENCE, ...[...phones].sort()];
}

/** Tells runs apart that must not share stage results: by sound, speakers and pronunciations. */
function fingerprint(clips: readonly TrainingClip[], options: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify([options, clips[0]?.words]));
  for (const { cepstra, transcript, speaker } of clips) {
    const { buffer, byteOffset, byteLength } = cepstra.data;
    hash.update(new Uint8Array(buffer, byteOffset, byteLength)).update(JSON.stringify([transcript, speaker]));
  }
  return hash.digest('hex').slice(0, 16);
}

function logProgress(progress: TrainingProgress, log: (line: string) => void): void {
  const { stage, iteration, iterations, gaussians, logLikelihoodPerFrame, unaligned } = progress;
  const lost = unaligned > 0 ? `, ${unaligned} clips not aligned` : '';
  log(
    `${stage} ${iteration}/${iterations}: ${gaussians} Gaussians, ${logLikelihoodPerFrame.toFixed(3)} per frame${lost}`,
  );
}
