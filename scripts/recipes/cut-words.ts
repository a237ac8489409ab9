/**
 * Clips of one word each, cut out of longer ones: other voices for a model that hears single words. They are made like the
 * clips of such corpora as Free Spoken Digit Dataset: telephone bandwidth, and hardly any sound but the word's, or less.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type AudioClip, SAMPLE_RATE_HZ } from '../../src/audio/audio-clip.js';
import { limitBand } from '../../src/audio/augment/band-limit.js';
import { limit } from '../../src/audio/augment/level.js';
import { readAudioFile } from '../../src/audio/read-audio.js';
import { InputError } from '../../src/errors.js';
import { createRandom } from '../../src/random.js';
import type { Utterance } from '../../src/speech/corpus/utterance.js';
import { openRecognizer } from '../../src/speech/open-recognizer.js';
import type { AlignedWord, SpeechRecognizer } from '../../src/speech/recognizer-types.js';
import { writeWhole } from '../../src/write-all.js';
import { wavOf } from '../wav-of.js';

export interface CutWordsOptions {
  /** Folder of the recogniser that says where words are. */
  model: string;
  utterances: readonly Utterance[];
  words: ReadonlySet<string>;
  /** Folder for the clips; those of an earlier run are taken as they are. */
  folder: string;
  log: (line: string) => void;
}

/** What is left of the sound on either side of a word, at least (some of the word is lost) and at most. */
const MARGIN_SECONDS = { least: -0.02, most: 0.08 };
/** What of the edges is quieter than a share of the loudest sample is cut off too: the least and the greatest share. */
const QUIET_SHARE = { least: 0.003, most: 0.08 };
/** Highest frequency at 8,000 samples a second, less what a filter costs. */
const HIGHEST_HZ = 3900;
/** Parts that are shorter than this are no words, whatever the alignment says. */
const SHORTEST_SECONDS = 0.12;
const SEED = 1;

/** @returns the clips, their speakers those of the utterances they come from */
export async function cutWords(options: CutWordsOptions): Promise<Utterance[]> {
  const { model, utterances, words, folder, log } = options;
  const index = join(folder, 'clips.json');
  if (existsSync(index)) {
    const kept = JSON.parse(readFileSync(index, 'utf8')) as Utterance[];
    return kept.map((clip) => ({ ...clip, audio: join(folder, basename(clip.audio)) }));
  }
  mkdirSync(folder, { recursive: true });
  const random = createRandom(SEED);
  const between = (low: number, high: number) => low + (high - low) * random.next();
  const margin = () => between(MARGIN_SECONDS.least, MARGIN_SECONDS.most);
  const clips: Utterance[] = [];
  using recognizer = await openRecognizer(model);
  for (const { id, audio, text, speaker = id } of utterances) {
    if (!text.split(' ').some((word) => words.has(word))) continue;
    const clip = await readAudioFile(audio);
    const narrow = limitBand(clip.samples, { lowHz: 0, highHz: HIGHEST_HZ });
    limit(narrow, 1);
    const said = wordsIn(recognizer, clip, text, (why) => log(`${id} is left out: ${why}`));
    for (const [i, { word, startSeconds, endSeconds }] of said.entries()) {
      if (!words.has(word) || endSeconds - startSeconds < SHORTEST_SECONDS) continue;
      const from = Math.max(0, Math.round((startSeconds - margin()) * SAMPLE_RATE_HZ));
      const to = Math.round((endSeconds + margin()) * SAMPLE_RATE_HZ);
      const share = Math.exp(between(Math.log(QUIET_SHARE.least), Math.log(QUIET_SHARE.most)));
      const samples = withoutQuietEdges(narrow.slice(from, to), share);
      if (samples.length < SHORTEST_SECONDS * SAMPLE_RATE_HZ) continue;
      const name = `${id.replaceAll('/', '-')}-${i}`;
      const path = join(folder, `${name}.wav`);
      writeFileSync(path, wavOf(samples));
      clips.push({ id: `cut/${name}`, audio: path, text: word, speaker });
    }
  }
  writeWhole(index, JSON.stringify(clips));
  log(`${clips.length} clips of single words, cut out of ${utterances.length} utterances`);
  return clips;
}

/** Where the words are; none where the recogniser cannot say, as in a silent clip, and `onRefusal` is told why. */
function wordsIn(
  recognizer: SpeechRecognizer,
  clip: AudioClip,
  text: string,
  onRefusal: (why: string) => void,
): readonly AlignedWord[] {
  try {
    return recognizer.align(clip, text).words;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    onRefusal(error.message);
    return [];
  }
}

/** What lies between the first and the last sample that is at least `share` of the loudest. */
function withoutQuietEdges(samples: Float32Array, share: number): Float32Array {
  const floor = share * samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const first = samples.findIndex((x) => Math.abs(x) >= floor);
  const last = samples.findLastIndex((x) => Math.abs(x) >= floor);
  return samples.slice(first, last + 1);
}
