/** Every way in which audio can be refused or remarked upon: one table of codes, expectations and remedies. */
import { InputError, type Warning } from '../errors.js';

const CONVERT = 'Convert it first: ffmpeg -i INPUT -ac 1 -ar 16000 output.wav';
const EXPORT_AGAIN = 'Copy or record the file again.';

/** Code → what was expected and what to do. What was found is said by the place that found it. */
const AUDIO_ERRORS = {
  'audio-not-found': {
    expected: 'a path to an audio file',
    remedy: 'Check the spelling of the path and the folder it is relative to.',
  },
  'audio-unreadable': {
    expected: 'a file that can be read',
    remedy: 'Check the permissions of the file and of the folders above it.',
  },
  'audio-is-folder': {
    expected: 'a path to one audio file',
    remedy: 'Name a file inside the folder.',
  },
  'audio-too-large': {
    expected: 'at most 1 GiB of audio at once',
    remedy: 'Split it first: ffmpeg -i INPUT -f segment -segment_time 600 -ac 1 -ar 16000 part%03d.wav',
  },
  'audio-too-long': {
    expected: 'a shorter clip',
    remedy: 'Split it first: ffmpeg -i INPUT -f segment -segment_time 300 -ac 1 -ar 16000 part%03d.wav',
  },
  'audio-empty-file': {
    expected: 'audio in a WAV, FLAC or NIST SPHERE file',
    remedy: 'Record or copy the file again: nothing was written to it.',
  },
  'audio-not-wav': {
    expected: 'audio in a WAV, FLAC or NIST SPHERE file',
    remedy: `Check that this is the file you meant. If it is audio of another kind, convert it: ffmpeg -i INPUT -ac 1 -ar 16000 output.wav`,
  },
  'audio-unsupported-format': {
    expected: 'audio in a WAV, FLAC or NIST SPHERE file',
    remedy: CONVERT,
  },
  'audio-unsupported-encoding': {
    expected: 'PCM of 8, 16, 24 or 32 bits, float of 32 or 64 bits, mu-law or A-law',
    remedy: CONVERT,
  },
  'audio-bad-header': {
    expected: 'a header that describes its samples without contradiction',
    remedy: `${EXPORT_AGAIN} If a program wrote it this way, repair it: ffmpeg -i INPUT -ac 1 -ar 16000 output.wav`,
  },
  'audio-truncated': {
    expected: 'all the samples that the header promises',
    remedy: `The file was cut short: copy or download it again. To use what is there: ffmpeg -i INPUT -ac 1 -ar 16000 output.wav`,
  },
  'audio-size-lie': {
    expected: 'a size in the header that the file can hold',
    remedy:
      'The header is wrong or nearly all of the file is missing: copy it again. To use what is there: ffmpeg -i INPUT -ac 1 -ar 16000 output.wav',
  },
  'audio-corrupt': {
    expected: 'compressed audio that decodes without error',
    remedy: EXPORT_AGAIN,
  },
  'audio-no-samples': {
    expected: 'at least one sample',
    remedy: 'Record again: the file has a header and nothing after it.',
  },
  'audio-too-short': {
    expected: 'at least 25 ms of audio, the length of one analysis frame',
    remedy: 'Record a longer stretch.',
  },
  'audio-rate-too-low': {
    expected: 'a sampling rate of 8000 to 192000 Hz',
    remedy: 'Record at 16000 Hz. Resampling does not help: what speech needs above half the rate is lost.',
  },
  'audio-rate-too-high': {
    expected: 'a sampling rate of 8000 to 192000 Hz',
    remedy: CONVERT,
  },
  'audio-not-a-number': {
    expected: 'finite samples',
    remedy: 'Export the audio again, as 16-bit PCM; the program that wrote it divided by zero.',
  },
} as const satisfies Record<string, { expected: string; remedy: string }>;

/** Code of an audio fault. */
export type AudioErrorCode = keyof typeof AUDIO_ERRORS;

/** Every code that reading audio can throw as an {@link InputError}. */
export const AUDIO_ERROR_CODES = Object.keys(AUDIO_ERRORS) as AudioErrorCode[];

/** The {@link InputError} of `code`, with what was found in this file. */
export function audioError(code: AudioErrorCode, found: string, cause?: unknown): InputError {
  return new InputError({ code, found, ...AUDIO_ERRORS[code] }, cause === undefined ? undefined : { cause });
}

/** Code of a remark about audio that was nevertheless read. */
export type AudioWarningCode = 'audio-silent' | 'audio-clipped';

/** A remark about audio that was nevertheless read. */
export function audioWarning(code: AudioWarningCode, message: string): Warning {
  return { code, message };
}
