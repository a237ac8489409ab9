/** Reads a user's own corpus: a file with one JSON object a line, `{"audio": …, "text": …, "speaker": …}`. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../../errors.js';
import { missingAudio } from './corpus-errors.js';
import { normalizeTranscript, type Utterance, withoutMarks } from './utterance.js';

/**
 * Maps a manifest to utterances. Audio paths are relative to the manifest's folder; the path as written is the id.
 *
 * @throws InputError `corpus-bad-line` with the line's number, `corpus-empty`, `corpus-missing-audio`.
 */
export function readManifest(path: string): Utterance[] {
  const folder = dirname(resolve(path));
  const absent: string[] = [];
  const seen = new Map<string, number>();
  const utterances: Utterance[] = [];
  readFileSync(path, 'utf8')
    .replace(/^\ufeff/u, '')
    .split('\n')
    .forEach((line, index) => {
      if (line.trim() === '') return;
      const entry = parseLine(line, `line ${index + 1} of ${path}`);
      const first = seen.get(entry.audio);
      if (first !== undefined) {
        throw badLine(
          `"${entry.audio}" again on line ${index + 1} of ${path}, first on line ${first}`,
          'each clip once',
        );
      }
      seen.set(entry.audio, index + 1);
      const audio = resolve(folder, entry.audio);
      if (!existsSync(audio)) absent.push(audio);
      const text = normalizeTranscript(entry.text);
      if (text === '' && saysSomething(entry.text)) {
        throw badLine(
          `${say(entry.text)} as "text" on line ${index + 1} of ${path}, of which no word is left in capitals A to Z`,
          'words in Latin letters, or an empty text where nothing is said',
        );
      }
      utterances.push({ id: entry.audio, audio, text, ...(entry.speaker && { speaker: entry.speaker }) });
    });
  if (utterances.length === 0) {
    throw new InputError({
      code: 'corpus-empty',
      found: `no utterance in ${path}`,
      expected: 'one JSON object a line',
      remedy: 'Write lines like {"audio": "clips/1.wav", "text": "hello world", "speaker": "ann"}.',
    });
  }
  if (absent.length > 0) throw missingAudio(path, absent, utterances.length);
  return utterances;
}

function parseLine(line: string, place: string): { audio: string; text: string; speaker?: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw badLine(`${(cause as Error).message} on ${place}`, 'one JSON object a line', cause);
  }
  const entry = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const { audio, text, speaker } = entry;
  if (typeof audio !== 'string' || audio === '') {
    throw badLine(`${say(audio)} as "audio" on ${place}`, 'the path of a sound file');
  }
  if (typeof text !== 'string') throw badLine(`${say(text)} as "text" on ${place}`, 'what is said, a string');
  if (speaker !== undefined && typeof speaker !== 'string') {
    throw badLine(`${say(speaker)} as "speaker" on ${place}`, 'a name, or no "speaker" at all');
  }
  return { audio, text, ...(speaker !== undefined && { speaker }) };
}

/** Whether there are letters or digits besides marks such as `[noise]`: not for silence. */
function saysSomething(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(withoutMarks(text));
}

function say(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function badLine(found: string, expected: string, cause?: unknown): InputError {
  const remedy = 'Correct the line; it should read like {"audio": "clips/1.wav", "text": "hello world"}.';
  return new InputError({ code: 'corpus-bad-line', found, expected, remedy }, { cause });
}
