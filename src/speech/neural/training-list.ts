/** The read English that `speech-en` learns from: 7.2 hours of LibriSpeech, every utterance once. */
import { readPinnedCorpus } from '../corpus/pinned-list.js';
import type { Utterance } from '../corpus/utterance.js';

/** Pinned lists; mini-LibriSpeech was itself drawn from train-clean-100, so some utterances stand in both. */
export const LIBRISPEECH_LISTS = ['librispeech-train-clean-5', 'librispeech-train-clean-100-subset'] as const;

/** The utterances of both lists without repetition, in the order of the lists. */
export function librispeechTraining(): Utterance[] {
  const byId = new Map<string, Utterance>();
  for (const list of LIBRISPEECH_LISTS) {
    for (const utterance of readPinnedCorpus(list)) {
      if (!byId.has(utterance.id)) byId.set(utterance.id, utterance);
    }
  }
  return [...byId.values()];
}
