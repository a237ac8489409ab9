/** Clips of one word each, cut out of longer ones: other voices for a model that hears single words. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SAMPLE_RATE_HZ } from '../../src/audio/audio-clip.js';
import { readAudioFile } from '../../src/audio/read-audio.js';
import type { Utterance } from '../../src/speech/corpus/utterance.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';
import { wavOf } from '../bench/wav-of.js';

export interface CutWordsOptions {
  /** Folder of the recogniser that says where words are. */
  model: string;
  utterances: readonly Utterance[];
  words: ReadonlySet<string>;
  /** Folder for the clips; those of an earlier run are taken as they are. */
  folder: string;
  log: (line: string) => void;
}

/** What is left of the sound on either side of a word. */
const MARGIN_SECONDS = 0.06;
/** Parts that are shorter than this are no words, whatever the alignment says. */
const SHORTEST_SECONDS = 0.12;

/** @returns the clips, their speakers those of the utterances they come from */
export async function cutWords(options: CutWordsOptions): Promise<Utterance[]> {
  const { model, utterances, words, folder, log } = options;
  const index = join(folder, 'clips.json');
  if (existsSync(index)) {
    const kept = JSON.parse(readFileSync(index, 'utf8')) as Utterance[];
    return kept.map((clip) => ({ ...clip, audio: join(folder, basename(clip.audio)) }));
  }
  mkdirSync(folder, { recursive: true });
  const clips: Utterance[] = [];
  using recognizer = await openRecognizer(model);
  for (const { id, audio, text, speaker = id } of utterances) {
    if (!text.split(' ').some((word) => words.has(word))) continue;
    const clip = await readAudioFile(audio);
    for (const [i, { word, startSeconds, endSeconds }] of recognizer.align(clip, text).words.entries()) {
      if (!words.has(word) || endSeconds - startSeconds < SHORTEST_SECONDS) continue;
      const from = Math.max(0, Math.round((startSeconds - MARGIN_SECONDS) * SAMPLE_RATE_HZ));
      const to = Math.round((endSeconds + MARGIN_SECONDS) * SAMPLE_RATE_HZ);
      const name = `${id.replaceAll('/', '-')}-${i}`;
      const path = join(folder, `${name}.wav`);
      writeFileSync(path, wavOf(clip.samples.slice(from, to)));
      clips.push({ id: `cut/${name}`, audio: path, text: word, speaker });
    }
  }
  writeFileSync(index, JSON.stringify(clips));
  log(`${clips.length} clips of single words, cut out of ${utterances.length} utterances`);
  return clips;
}
