/** Clips → everything their training reads: features of plain and augmented copies, and where the phones are. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../errors.js';
import type { Utterance } from '../../corpus/utterance.js';
import type { PhoneAlignment } from '../../gmm/phone-alignment.js';
import { openRecognizer } from '../../open-recognizer.js';
import { augmentation, type Roughness } from '../augmentation.js';
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
  /** Lines `WORD PH ON ES` of all that is said. */
  words: string;
  /** Copies, the plain one included, and how rough the others are. */
  copies: number;
  roughness: Roughness;
  /** Where sound and features are kept; what is there already is not made again. */
  folder: string;
  log: (line: string) => void;
}

/**
 * @returns the folder of the feature cache
 * @throws InputError `finetune-no-fit` where no transcript fits its clip, and those of reading audio and words
 */
export async function prepareClips(options: PrepareClipsOptions): Promise<string> {
  const { targets, utterances, copies, roughness, folder, log } = options;
  const features = join(folder, 'features');
  using sound = await openSoundStore(join(folder, 'sound'), utterances, log);
  const shared = { folder: features, utterances, sound, log };
  await writeFeatures({ ...shared, copy: 0, seed: 0, augmentation: PLAIN });
  const targetsFolder = join(features, TARGETS_FOLDER);
  if (!existsSync(join(targetsFolder, 'model.json'))) {
    writeTargets(targetsFolder, { ...targets, alignments: await align(options, sound, features) });
  }
  for (let copy = 1; copy < copies; copy++) {
    await writeFeatures({ ...shared, copy, seed: copy, augmentation: augmentation(sound, roughness) });
  }
  return features;
}

async function align(
  { from, targets: { phones }, utterances, words, log }: PrepareClipsOptions,
  sound: SoundStore,
  features: string,
): Promise<Map<string, PhoneAlignment>> {
  using reader = new CopyReader(features, 0);
  const frames = reader.header.utterances.map((utterance) => utterance.frames);
  using recognizer = await openRecognizer(from, { vocabulary: words });
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
