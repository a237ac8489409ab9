/** Clips → everything their training reads: features of plain and augmented copies, and where the phones are. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { layMargins } from '../../../audio/margins.js';
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
import { withQuietClips } from './quiet-clips.js';

export interface PrepareClipsOptions {
  /** Folder of the model that aligns, and its senones. */
  from: string;
  targets: Omit<ChainTargets, 'alignments'>;
  /** Without a text where nothing is said. */
  utterances: readonly Utterance[];
  /** Numbers of those whose voices may be in a babble behind others. */
  voices: readonly number[];
  /** How many clips without speech are added to them. */
  quiet: number;
  /** Lines `WORD PH ON ES` of all that is said. */
  words: string;
  /** Copies, the plain one included, and how rough the others are. */
  copies: number;
  roughness: Roughness;
  /** Where sound and features are kept; what is there already is not made again. */
  folder: string;
  log: (line: string) => void;
}

/** What features and alignments are made of. */
type Clip = Pick<Utterance, 'id' | 'text' | 'speaker'>;

/**
 * @returns the folder of the feature cache
 * @throws InputError `finetune-no-fit` where no transcript fits its clip, and those of reading audio and words
 */
export async function prepareClips(options: PrepareClipsOptions): Promise<string> {
  const { targets, voices, quiet, copies, roughness, folder, log } = options;
  const features = join(folder, 'features');
  using spoken = await openSoundStore(join(folder, 'sound'), options.utterances, log);
  const sound = withMargins(withQuietClips(spoken, quiet));
  const quietClips = Array.from({ length: quiet }, (_, i): Clip => ({ id: `quiet-${i + 1}`, text: '' }));
  const utterances: readonly Clip[] = [...options.utterances, ...quietClips];
  const shared = { folder: features, utterances, sound, log };
  await writeFeatures({ ...shared, copy: 0, seed: 0, augmentation: PLAIN });
  const targetsFolder = join(features, TARGETS_FOLDER);
  if (!existsSync(join(targetsFolder, 'model.json'))) {
    writeTargets(targetsFolder, {
      ...targets,
      alignments: await align(options, utterances, sound, features),
    });
  }
  const talk = { count: voices.length, samples: (i: number) => spoken.samples(voices[i]!) };
  for (let copy = 1; copy < copies; copy++) {
    using varied = augmentation(talk, roughness);
    await writeFeatures({ ...shared, copy, seed: copy, augmentation: varied });
  }
  return features;
}

/** As they are heard later. To be closed by who opened them. */
function withMargins(sound: SoundStore): SoundStore {
  return { ...sound, samples: (i) => layMargins(sound.samples(i)).samples };
}

async function align(
  { from, targets: { phones }, words, log }: PrepareClipsOptions,
  utterances: readonly Clip[],
  sound: SoundStore,
  features: string,
): Promise<Map<string, PhoneAlignment>> {
  using reader = new CopyReader(features, 0);
  const frames = reader.header.utterances.map((utterance) => utterance.frames);
  using recognizer = await openRecognizer(from, { vocabulary: words });
  const texts = utterances.map(({ text }) => text);
  const found = alignClips({ recognizer, sound, texts, frames, phones, log });
  const lost = found.filter((alignment) => !alignment).length;
  if (lost > 0) log(`${lost} of ${utterances.length} clips are too short for their words, and left out`);
  if (lost === texts.filter((text) => text !== '').length) {
    throw new InputError({
      code: 'finetune-no-fit',
      found: 'no clip that is long enough for what is said in it',
      expected: 'transcripts of the clips',
      remedy: 'Check that the transcripts belong to the clips.',
    });
  }
  return new Map(found.flatMap((alignment, i) => (alignment ? [[utterances[i]!.id, alignment]] : [])));
}
