/** The decoded sound of a training list in one file: every augmented copy reads it again, and FLAC is slow to decode. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { readAudioFile } from '../../audio/read-audio.js';
import { writeAll, writeWhole } from '../../write-all.js';
import type { Utterance } from '../corpus/utterance.js';
import { requireSame } from './cache-files.js';

const FULL_SCALE = 32768;

interface SoundHeader {
  ids: string[];
  /** Samples of each utterance. */
  lengths: number[];
}

/** 16 kHz mono sound by number of the utterance. */
export interface SoundStore extends Disposable {
  readonly count: number;
  /** A fresh array of samples in [-1, 1]. // [N] */
  samples(i: number): Float32Array;
  close(): void;
}

/**
 * Opens the sound of `utterances` in `folder`, where it is written first unless it is there.
 * @throws InputError `feature-cache-stale` when the sound there is of other utterances, and those of reading audio
 */
export async function openSoundStore(
  folder: string,
  utterances: readonly Utterance[],
  log: (line: string) => void = () => {},
): Promise<SoundStore> {
  const headerPath = join(folder, 'sound.json');
  if (!existsSync(headerPath)) await writeSound(folder, utterances, log);
  const { ids, lengths } = JSON.parse(readFileSync(headerPath, 'utf8')) as SoundHeader;
  const wanted = utterances.map(({ id }) => id);
  requireSame({ utterances: ids.join(' ') }, { utterances: wanted.join(' ') }, headerPath);
  const starts = [0];
  for (const length of lengths) starts.push(starts.at(-1)! + length);
  const file = openSync(join(folder, 'sound.bin'), 'r');
  let open = true;
  const close = (): void => {
    if (open) closeSync(file);
    open = false;
  };
  return {
    count: ids.length,
    samples(i) {
      const packed = new Int16Array(lengths[i]!);
      readSync(file, packed, 0, packed.byteLength, 2 * starts[i]!);
      const samples = new Float32Array(packed.length);
      // A loop: `from` with a function takes ten times as long.
      for (let n = 0; n < packed.length; n++) samples[n] = packed[n]! / FULL_SCALE;
      return samples;
    },
    close,
    [Symbol.dispose]: close,
  };
}

async function writeSound(
  folder: string,
  utterances: readonly Utterance[],
  log: (line: string) => void,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'sound.bin');
  const header: SoundHeader = { ids: [], lengths: [] };
  const file = openSync(`${path}.part`, 'w');
  try {
    for (const { id, audio } of utterances) {
      const { samples } = await readAudioFile(audio);
      writeAll(
        file,
        Int16Array.from(samples, (x) =>
          Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round(x * FULL_SCALE))),
        ),
      );
      header.ids.push(id);
      header.lengths.push(samples.length);
      if (header.ids.length % 200 === 0)
        log(`sound: ${header.ids.length} of ${utterances.length} utterances`);
    }
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.part`, path);
  writeWhole(join(folder, 'sound.json'), JSON.stringify(header));
}
