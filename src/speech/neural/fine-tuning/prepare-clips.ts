/** Clips → everything their training reads: features of plain and augmented copies, and where the phones are. */
import { join } from 'node:path';
import { InputError } from '../../../errors.js';
import type { Lexicon } from '../../../text/lexicon/lexicon.js';
import type { Utterance } from '../../corpus/utterance.js';
import type { PhoneAlignment } from '../../gmm/phone-alignment.js';
import { lexiconText, pronunciationSource } from '../../model-words.js';
import { openRecognizer } from '../../open-recognizer.js';
import { Vocabulary } from '../../vocabulary.js';
import { augmentation } from '../augmentation.js';
import { type ChainTargets, TARGETS_FOLDER, writeTargets } from '../chain-targets.js';
import { CopyReader } from '../copy-reader.js';
import { openSoundStore, type SoundStore } from '../sound-store.js';
import { PLAIN, writeFeatures } from '../write-features.js';
import { alignClips } from './align-clips.js';

export interface PrepareClipsOptions {
  /** Folder of the model that aligns, and its senones. */
  from: string;
  targets: Omit<ChainTargets, 'alignments'>;
  utterances: readonly Utterance[];
  lexicon?: Lexicon;
  /** Copies, the plain one included. */
  copies: number;
  /** Where sound and features are kept; what is there already is not made again. */
  folder: string;
  log: (line: string) => void;
}

/**
 * @returns the folder of the feature cache
 * @throws InputError `finetune-no-fit` where no transcript fits its clip, and those of reading audio and words
 */
export async function prepareClips(options: PrepareClipsOptions): Promise<string> {
  const { targets, utterances, copies, folder, log } = options;
  const features = join(folder, 'features');
  using sound = await openSoundStore(join(folder, 'sound'), utterances, log);
  const shared = { folder: features, utterances, sound, log };
  await writeFeatures({ ...shared, copy: 0, seed: 0, augmentation: PLAIN });
  const alignments = await align(options, sound, features);
  writeTargets(join(features, TARGETS_FOLDER), { ...targets, alignments });
  for (let copy = 1; copy < copies; copy++) {
    await writeFeatures({ ...shared, copy, seed: copy, augmentation: augmentation(sound) });
  }
  return features;
}

async function align(
  { from, targets: { phones }, utterances, lexicon, log }: PrepareClipsOptions,
  sound: SoundStore,
  features: string,
): Promise<Map<string, PhoneAlignment>> {
  using reader = new CopyReader(features, 0);
  const frames = reader.header.utterances.map((utterance) => utterance.frames);
  const words = new Vocabulary(phones, pronunciationSource(lexicon));
  for (const { text } of utterances) for (const word of text.split(' ')) words.add(word);
  using recognizer = await openRecognizer(from, { vocabulary: lexiconText(words, phones) });
  const texts = utterances.map(({ text }) => text);
  const alignments = new Map<string, PhoneAlignment>();
  alignClips({ recognizer, sound, texts, frames, phones, log }).forEach((alignment, i) => {
    if (alignment) alignments.set(utterances[i]!.id, alignment);
  });
  const lost = utterances.length - alignments.size;
  if (lost > 0) log(`${lost} of ${utterances.length} clips are too short for their words, and left out`);
  if (alignments.size > 0) return alignments;
  throw new InputError({
    code: 'finetune-no-fit',
    found: 'no clip that is long enough for what is said in it',
    expected: 'transcripts of the clips',
    remedy: 'Check that the transcripts belong to the clips.',
  });
}
