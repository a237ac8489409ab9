/** What all stages of speech-en but the first ones learn from besides books read aloud: short clips, many rooms and microphones. */
import { join } from 'node:path';
import { corporaFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { pronouncedWords } from '../../src/speech/model-words.js';
import type { CopyKind, Roughness } from '../../src/speech/neural/augmentation.js';
import { type WidenTrainingOptions, widenTraining } from '../../src/speech/neural/widen-training.js';
import { readLexicon } from '../../src/speech/train-speech.js';
import { openMp3Coder } from './mp3-coder.js';

/** Without the speakers that these corpora's own recipes are tuned on. */
const AN4 = 'an4-train-without-dev';
const COMMANDS = 'commands-train-without-dev';
/** Beside the plain one, which is copy 0. */
export const WIDE_COPIES: readonly Roughness[] = ['gentle', 'everyday'];

/** @returns the folder of the feature cache */
export async function widerFeatures(options: WiderFeaturesOptions): Promise<string> {
  using coder = await openMp3Coder();
  const copies = WIDE_COPIES.map((roughness): CopyKind => ({ roughness, coder }));
  const { phones } = options.targets;
  const others = [AN4, COMMANDS].flatMap((list) => readPinnedCorpus(list));
  const spelled = readLexicon(join(corporaFolder(), 'an4', 'etc', 'an4.dic'));
  // In one go: some words are in both.
  const words = pronouncedWords(
    others.map(({ text }) => text.split(' ')),
    phones,
    spelled,
  );
  return await widenTraining({ ...options, others, words, copies });
}

type WiderFeaturesOptions = Omit<WidenTrainingOptions, 'others' | 'words' | 'copies'>;
