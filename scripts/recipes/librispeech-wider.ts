/** What the last stage of speech-en learns from besides books read aloud: short clips, many rooms and microphones. */
import { join } from 'node:path';
import { corporaFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { pronouncedWords } from '../../src/speech/model-words.js';
import type { Roughness } from '../../src/speech/neural/augmentation.js';
import { type WidenTrainingOptions, widenTraining } from '../../src/speech/neural/widen-training.js';
import { readLexicon } from '../../src/speech/train-speech.js';

/** Without the speakers that these corpora's own recipes are tuned on. */
const AN4 = 'an4-train-without-dev';
const COMMANDS = 'commands-train-without-dev';
const COPIES: readonly Roughness[] = ['gentle', 'everyday'];

/** @returns the folder of the feature cache */
export function widerFeatures(
  options: Omit<WidenTrainingOptions, 'others' | 'words' | 'copies'>,
): Promise<string> {
  const { phones } = options.targets;
  const [an4, commands] = [AN4, COMMANDS].map((list) => readPinnedCorpus(list)) as [Clips, Clips];
  const spelled = readLexicon(join(corporaFolder(), 'an4', 'etc', 'an4.dic'));
  const words =
    pronouncedWords(an4.map(splitText), phones, spelled) + pronouncedWords(commands.map(splitText), phones);
  return widenTraining({ ...options, others: [...an4, ...commands], words, copies: COPIES });
}

type Clips = ReturnType<typeof readPinnedCorpus>;

const splitText = ({ text }: Clips[number]): string[] => text.split(' ');
