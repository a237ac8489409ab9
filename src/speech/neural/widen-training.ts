/**
 * A recogniser and what it learnt from → the same and more to learn on: short clips of other corpora, other microphones
 * and rooms, aligned by the recogniser itself, and phrases cut out of what it has learnt from.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_RATE_HZ } from '../../audio/audio-clip.js';
import type { Utterance } from '../corpus/utterance.js';
import { openRecognizer } from '../open-recognizer.js';
import { augmentation, type CopyKind } from './augmentation.js';
import { type ChainTargets, TARGETS_FOLDER, writeTargets } from './chain-targets.js';
import { CopyReader } from './copy-reader.js';
import { alignClips } from './fine-tuning/align-clips.js';
import { drawPhrases, type Phrase } from './phrases.js';
import { openSoundStore, type SoundStore } from './sound-store.js';
import { PLAIN, writeFeatures } from './write-features.js';

export interface WidenTrainingOptions {
  /** Folder of the recogniser that aligns. */
  model: string;
  /** What it learnt from, and its alignments. */
  own: readonly Utterance[];
  targets: ChainTargets;
  /** Speakers of `own` that are kept for choosing the epoch: nothing is cut out of what they say. */
  heldOut: ReadonlySet<string>;
  /** Clips of other corpora, and pronunciations of what is said in them: lines `WORD PH ON ES`. */
  others: readonly Utterance[];
  words: string;
  /** The decoded sound of `own`, made unless it is there. */
  sound: string;
  /** Folder for the sound of `others` and the cache. */
  folder: string;
  /** How the copies after the plain one are made. */
  copies: readonly CopyKind[];
  log: (line: string) => void;
}

/** Goes on where an earlier run was stopped. @returns the folder of the feature cache */
export async function widenTraining(options: WidenTrainingOptions): Promise<string> {
  const { own, targets, heldOut, others, folder, copies, log } = options;
  const features = join(folder, 'features');
  using ownSound = await openSoundStore(options.sound, own, log);
  using othersSound = await openSoundStore(join(folder, 'sound'), others, log);
  const alignments = own.map(({ id, speaker }) =>
    heldOut.has(speaker ?? id) ? undefined : targets.alignments.get(id),
  );
  const phrases = drawPhrases(alignments);
  const utterances = [...own, ...phrases.map((phrase) => named(phrase, own)), ...others];
  const sound = joined([ownSound, phraseSound(ownSound, phrases), othersSound]);
  const shared = { folder: features, utterances, sound, log };
  await writeFeatures({ ...shared, copy: 0, seed: 0, augmentation: PLAIN });
  const folderOfTargets = join(features, TARGETS_FOLDER);
  if (!existsSync(join(folderOfTargets, 'model.json'))) {
    using reader = new CopyReader(features, 0);
    const frames = reader.header.utterances.slice(-others.length).map((utterance) => utterance.frames);
    using recognizer = await openRecognizer(options.model, { vocabulary: options.words });
    const texts = others.map(({ text }) => text);
    const found = alignClips({ recognizer, sound: othersSound, texts, frames, phones: targets.phones, log });
    const all = new Map(targets.alignments);
    for (const phrase of phrases) all.set(named(phrase, own).id, phrase.alignment);
    found.forEach((alignment, i) => {
      if (alignment) all.set(others[i]!.id, alignment);
    });
    writeTargets(folderOfTargets, { ...targets, alignments: all });
  }
  for (const [i, kind] of copies.entries()) {
    const seed = i + 1;
    using varied = augmentation(ownSound, kind);
    await writeFeatures({ ...shared, copy: seed, seed, augmentation: varied });
  }
  return features;
}

function named({ utterance, from }: Phrase, own: readonly Utterance[]): Pick<Utterance, 'id' | 'speaker'> {
  const { id, speaker = id } = own[utterance]!;
  return { id: `${id}/${from}`, speaker };
}

function phraseSound(sound: SoundStore, phrases: readonly Phrase[]): SoundStore {
  const hop = SAMPLE_RATE_HZ / 100;
  return view(phrases.length, (i) => {
    const { utterance, from, to } = phrases[i]!;
    // The last frame is as long as a window.
    return sound.samples(utterance).slice(from * hop, to * hop + 1.5 * hop);
  });
}

/** Some sounds behind each other. To be closed by who opened them. */
function joined(sounds: readonly SoundStore[]): SoundStore {
  const all = sounds.flatMap((sound) => Array.from({ length: sound.count }, (_, i) => ({ sound, i })));
  return view(all.length, (at) => all[at]!.sound.samples(all[at]!.i));
}

function view(count: number, samples: SoundStore['samples']): SoundStore {
  return { count, samples, close() {}, [Symbol.dispose]() {} };
}
