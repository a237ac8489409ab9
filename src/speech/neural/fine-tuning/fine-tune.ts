/**
 * A recurrent recogniser and clips of one's own → the same recogniser, better at such clips. Its own alignment says
 * where each phone is, lattice-free MMI on plain and augmented copies does the rest, and clips held out tell what it was
 * good for.
 */
import { join } from 'node:path';
import type { FeaturePrior } from '../../../audio/cmvn.js';
import { MARGINS_VERSION } from '../../../audio/margins.js';
import { InputError } from '../../../errors.js';
import { requireWritable } from '../../../model-folder.js';
import { Kernels } from '../../../rnn/kernels/kernels.js';
import type { Network } from '../../../rnn/train/network.js';
import { packNetwork, type SaveOptions } from '../../../rnn/train/save.js';
import type { StepProgress } from '../../../rnn/train/training-run.js';
import type { Lexicon } from '../../../text/lexicon/lexicon.js';
import { hashSoundFiles } from '../../corpus/file-hashes.js';
import type { Utterance } from '../../corpus/utterance.js';
import { pronouncedWords } from '../../model-words.js';
import type { SpeechNnHeader } from '../../speech-model.js';
import type { ModelDescription } from '../../train-speech.js';
import type { Roughness } from '../augmentation.js';
import { averageStatistics, cacheWithPrior, cepstralPrior } from '../cepstral-prior.js';
import { chainContext } from '../chain-tree.js';
import { openFeatureCache } from '../feature-cache.js';
import { savedPrior } from '../neural-acoustics.js';
import type { SpecAugmentOptions } from '../spec-augment.js';
import { trainOnWholes } from '../train-mmi.js';
import { writeNeuralModel } from '../write-neural-model.js';
import { type BaseModel, openBaseModel, requireOther } from './base-model.js';
import { type Comparison, compareOn } from './comparison.js';
import { holdOutClips } from './hold-out-clips.js';
import { type ModelLanguage, makeLanguage } from './language.js';
import { prepareClips } from './prepare-clips.js';
import { QUIET_VERSION } from './quiet-clips.js';
import { openWorkFolder } from './work-folder.js';

export interface FineTuningOptions {
  /** Folder of the model to begin with. */
  from: string;
  description: ModelDescription;
  /** Clips to learn from; those without a text teach that nothing is said. */
  utterances: readonly Utterance[];
  /**
   * Clips of other speech, which are learnt from too, but whose words the new model does not know: they keep it able to
   * tell phones apart that `utterances` have not, and so to notice what is outside a grammar. Where there are any, the
   * babble behind others is theirs alone. None unless given.
   */
  otherSpeech?: readonly Utterance[];
  /**
   * Speakers whose clips are made ready like all others and then teach nothing: trainings that leave out one speaker each
   * share what takes longest. Where there is `otherSpeech`, their voices are in no babble behind others. None unless given.
   */
  unheard?: ReadonlySet<string>;
  /** Clips to measure on, which teach nothing. Some of `utterances` unless given; none where empty. */
  heldOut?: readonly Utterance[];
  /** Folder the model is written to. */
  out: string;
  /** Pronunciations of the transcripts' words; the shipped dictionary serves for those not in it. */
  lexicon?: Lexicon;
  /** Sentences for a language model of its own, in place of what `from` knows. */
  sentences?: Iterable<string[]>;
  /** A JSGF grammar to search instead of a language model. */
  grammar?: string;
  /** Search settings that differ from those of `from`. */
  decoding?: SpeechNnHeader['decoding'];
  silenceProbability?: number;
  training?: Partial<FineTuningSettings>;
  /** Folder for what took time to make: a second run with the same clips goes on from there. */
  stateFolder?: string;
  log?: (line: string) => void;
  /** Told after every step, for progress bars. */
  onStep?: (progress: StepProgress) => void;
}

/** How much is learnt, and how. */
export interface FineTuningSettings {
  /** Times every clip is heard. Suggested: 4 to 12. */
  epochs: number;
  /** Copies of every clip, taken in turn: one as it is, the others at other speeds, some with noise or in a room. */
  copies: number;
  /** How rough the other copies are: `gentle` where clips to come are like these, `everyday` where they may not be. */
  roughness: Roughness;
  /** Highest learning rate. Suggested: 1e-4 to 1e-3; more forgets more of what the model knew. */
  peakRate: number;
  /** Frames of 30 ms by which a phone may leave its place in the alignment. */
  tolerance: number;
  /** Clips of silence and noise that are made and added, as a share of the others; 0 for none. */
  quietShare: number;
  /**
   * As how many frames of 10 ms all clips count in the normalisation of one, see cepstral-prior.ts; 0 for what the model
   * to begin with does. Suggested: 0, or 50 to 200 for clips of single words.
   */
  priorFrames: number;
  /** Of the order of clips and of dropout. */
  seed: number;
  threads: number;
  /** How weights are stored. */
  dtype: NonNullable<SaveOptions['dtype']>;
}

const DEFAULTS: FineTuningSettings = {
  ...{ epochs: 8, copies: 4, roughness: 'gentle', peakRate: 8e-4, tolerance: 3 },
  quietShare: 0.05,
  priorFrames: 0,
  ...{ seed: 1, threads: 2, dtype: 'uint8' },
};
/** Of what is made of clips beside their features. */
const VERSIONS = [QUIET_VERSION, MARGINS_VERSION];
/** Less is hidden than in a first training: a letter or a digit that is not heard cannot be guessed from others. */
const MASKS: SpecAugmentOptions = { timeMasks: 2, longestFrames: 10, frequencyMasks: 1, widestBands: 4 };
/** What speech-en was trained with. */
const LOSS = { leakage: 0.01, l2: 1e-4 };
/** Clips of one's own are short: of one word, 32 make a batch; of a sentence, a few. */
const BATCHES = { maxFrames: 3200, maxUtterances: 32 };

/**
 * Fine-tunes and writes the model to `options.out`.
 * @returns word errors on the clips held out, before and after; undefined where none were
 * @throws InputError `corpus-empty`, `finetune-…`, `folder-not-writable`, `word-unknown`, and those of reading audio
 */
export async function fineTuneSpeech(options: FineTuningOptions): Promise<Comparison | undefined> {
  const { from, out, otherSpeech = [], log = () => {} } = options;
  requireOther(from, out);
  requireWritable(out);
  const spoken = options.utterances.filter(({ text }) => text !== '');
  const { train, heldOut } = options.heldOut
    ? { train: spoken, heldOut: options.heldOut }
    : holdOutClips(spoken);
  if (train.length === 0) throw tooFew(spoken.length);
  const settings = { ...DEFAULTS, ...options.training };
  const base = openBaseModel(from);
  const transcripts = train.map(splitText);
  const language = makeLanguage({ ...options, from: base.folder, transcripts, log });
  const { targets } = base;
  const spokenWords = [...transcripts, ...otherSpeech.map(splitText)];
  const words = pronouncedWords(spokenWords, targets.phones, options.lexicon);
  const { copies, roughness } = settings;
  const silent = options.utterances.filter(({ text }) => text === '');
  const utterances = [...train, ...otherSpeech, ...silent];
  const ownCount = otherSpeech.length > 0 ? train.length : 0;
  const voices = [...utterances.keys()].slice(ownCount, train.length + otherSpeech.length);
  const quiet = Math.ceil(settings.quietShare * utterances.length);
  const sounds = await hashSoundFiles(utterances);
  const identity = [utterances, sounds, base.fingerprint, words, voices, roughness, quiet, VERSIONS];
  using work = openWorkFolder(options.stateFolder, identity);
  const made = { from, targets, utterances, voices, quiet, words, copies, roughness };
  const features = await prepareClips({ ...made, folder: work.path, log });
  const kernels = await Kernels.load({ threads: settings.threads });
  try {
    using network = await base.openNetwork(kernels);
    const known = savedPrior(base.folder);
    const parts = { options, settings, base, language, network };
    const before = join(work.path, 'before');
    writeTuned(before, parts, known);
    const clips = new Set(train.map(({ id }) => id));
    const prior = await learn(parts, { features, clips, known }, work.path);
    writeTuned(out, parts, prior);
    log(`written to ${out}`);
    return heldOut.length > 0 ? await compareOn(heldOut, { from, before, after: out }) : undefined;
  } finally {
    await kernels.close();
  }
}

const splitText = ({ text }: Utterance): string[] => text.split(' ');

interface Parts {
  options: FineTuningOptions;
  settings: FineTuningSettings;
  base: BaseModel;
  language: ModelLanguage;
  network: Network;
}

interface Material {
  /** Folder of the feature cache. */
  features: string;
  /** Ids of the clips that those to come will be like. */
  clips: ReadonlySet<string>;
  /** The prior of the model to begin with. */
  known: FeaturePrior | undefined;
}

/** @returns what the encoder's cepstra are normalised by beside a clip's own */
async function learn(
  { options, settings, network }: Parts,
  { features, clips, known }: Material,
  work: string,
): Promise<FeaturePrior | undefined> {
  const { unheard = new Set(), log = () => {}, onStep } = options;
  const { copies, priorFrames } = settings;
  // An earlier run may have left more of them.
  using whole = openFeatureCache(features, { copies: [...Array(copies).keys()] });
  const { utterances } = whole;
  const train = [...utterances.keys()].filter((i) => !unheard.has(utterances[i]!.speaker));
  const plain = train.filter((i) => utterances[i]!.copy === 0 && clips.has(utterances[i]!.id));
  const prior = priorFrames > 0 ? cepstralPrior(averageStatistics(whole, plain), priorFrames) : known;
  const cache = prior ? cacheWithPrior(whole, prior) : whole;
  await trainOnWholes(network, {
    ...{ ...settings, ...LOSS, ...BATCHES, masks: MASKS, cache, train, log },
    folder: join(work, ['training', ...unheard].join('-')),
    identity: { copies, ...(priorFrames > 0 && { priorFrames }) },
    onEpoch: ({ epoch, train: { loss }, seconds }) =>
      log(
        `epoch ${epoch + 1} of ${settings.epochs}: loss ${loss!.toFixed(4)}, ${seconds.toFixed(0)} s so far`,
      ),
    ...(onStep && { onStep }),
  });
  return prior;
}

function writeTuned(
  folder: string,
  { options, settings, base, language, network }: Parts,
  prior: FeaturePrior | undefined,
): void {
  const { header } = base.folder;
  const { targets } = base;
  const { phones, frameSeconds, mfcc, offsets, decoding } = header;
  writeNeuralModel(folder, {
    header: {
      ...options.description,
      ...{ phones, frameSeconds, mfcc, encoder: 'encoder/model.json', priorWeight: 0 },
      ...(offsets && { offsets }),
      ...language.header,
      silenceProbability: options.silenceProbability ?? header.silenceProbability,
      decoding: { ...decoding, ...options.decoding },
    },
    context: chainContext(targets.tree),
    logPriors: targets.logPriors,
    prior,
    encoder: packNetwork(network, { dtype: settings.dtype }),
    files: language.files,
  });
}

function tooFew(count: number): InputError {
  return new InputError({
    code: 'corpus-empty',
    found: `${count} clips`,
    expected: 'clips with transcripts, two or more where some are to be held out',
    remedy: 'Check the path and the split.',
  });
}
