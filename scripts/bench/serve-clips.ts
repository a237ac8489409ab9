/** Clips of about 3 s as bytes of files: of the AN4 test list where it is there, else made of the shipped clips. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAudioFile } from '../../src/audio/read-audio.js';
import { InputError } from '../../src/errors.js';
import { packageFolder } from '../../src/speech/corpus/locations.js';
import { readPinnedCorpus } from '../../src/speech/corpus/pinned-list.js';
import { wavOf } from '../wav-of.js';

const SECONDS = 3;
const MOST = 40;

export async function loadClips(): Promise<Uint8Array[]> {
  const files = await corpusFiles();
  if (files.length > 0) return files.map((file) => readFileSync(file));
  process.stderr.write('AN4 is not there; clips are made of the shipped ones\n');
  return shippedClips();
}

async function corpusFiles(): Promise<string[]> {
  try {
    const files = readPinnedCorpus('an4-test').map(({ audio }) => audio);
    const clips = await Promise.all(files.map(readAudioFile));
    const distance = (i: number) => Math.abs(clips[i]!.durationSeconds - SECONDS);
    const order = [...files.keys()].sort((a, b) => distance(a) - distance(b));
    return order.slice(0, MOST).map((i) => files[i]!);
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** Each shipped clip later and later in silence: as many answers as clips, but many inputs. */
async function shippedClips(): Promise<Uint8Array[]> {
  const clips: Uint8Array[] = [];
  for (const name of ['number.wav', 'start.wav']) {
    const { samples } = await readAudioFile(join(packageFolder(), 'corpora', 'clips', name));
    const room = SECONDS * 16000 - samples.length;
    for (let at = 0; at < 4; at++) {
      const padded = new Float32Array(SECONDS * 16000);
      padded.set(samples, Math.floor((room * at) / 4));
      clips.push(wavOf(padded));
    }
  }
  return clips;
}
