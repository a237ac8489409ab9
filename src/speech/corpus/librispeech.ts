/** Reads LibriSpeech's layout: `SUBSET/SPEAKER/CHAPTER/` holding FLAC files and one `*.trans.txt`. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { missingAudio, severalSplits, unknownSplit } from './corpus-errors.js';
import { normalizeTranscript, type Utterance } from './utterance.js';

const TRANSCRIPTS = '.trans.txt';

/** Paths of all `*.trans.txt` files under `folder`, sorted; empty where it is no LibriSpeech folder. */
export function findTranscriptFiles(folder: string): string[] {
  const found: string[] = [];
  const visit = (at: string) => {
    const entries = readdirSync(at, { withFileTypes: true });
    for (const entry of entries) {
      if (entry.isDirectory()) visit(join(at, entry.name));
      else if (entry.name.endsWith(TRANSCRIPTS)) found.push(join(at, entry.name));
    }
  };
  visit(folder);
  return found.sort();
}

/** The subset a transcript file belongs to: the folder above SPEAKER/CHAPTER, e.g. `dev-clean`. */
function subsetOf(transcriptFile: string): string {
  return basename(dirname(dirname(dirname(transcriptFile))));
}

/**
 * Maps transcript files (from {@link findTranscriptFiles}) to utterances; a split is a subset such as `dev-clean`.
 *
 * @throws InputError `corpus-several-splits` when there are several subsets and none is chosen,
 * `corpus-unknown-split`, `corpus-bad-line`, `corpus-missing-audio`.
 */
export function readLibriSpeech(
  folder: string,
  transcriptFiles: readonly string[],
  split?: string,
): Utterance[] {
  const subsets = [...new Set(transcriptFiles.map(subsetOf))].sort();
  if (split !== undefined && !subsets.includes(split)) throw unknownSplit(folder, split, subsets);
  if (split === undefined && subsets.length > 1) throw severalSplits(folder, subsets);
  const wanted = transcriptFiles.filter((file) => split === undefined || subsetOf(file) === split);
  const absent: string[] = [];
  const utterances = wanted.flatMap((file) => readChapter(file, absent));
  if (absent.length > 0) throw missingAudio(folder, absent, utterances.length);
  return utterances;
}

function readChapter(transcriptFile: string, absent: string[]): Utterance[] {
  const chapter = dirname(transcriptFile);
  const speaker = basename(dirname(chapter));
  const present = new Set(readdirSync(chapter));
  const lines = readFileSync(transcriptFile, 'utf8').split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const id = line.split(/\s/u, 1)[0]!;
      // Copies re-coded to WAV or Ogg keep the names of the original.
      const file = ['.flac', '.wav', '.opus', '.ogg']
        .map((extension) => id + extension)
        .find((name) => present.has(name));
      if (file === undefined) absent.push(join(chapter, `${id}.flac`));
      return {
        id,
        audio: join(chapter, file ?? ''),
        text: normalizeTranscript(line.slice(id.length)),
        speaker,
      };
    });
}
