/** The errors all corpus readers share. */
import { InputError } from '../../errors.js';

/** `corpus-several-splits`: reading all of them would mix training and test clips. */
export function severalSplits(folder: string, splits: readonly string[]): InputError {
  return new InputError({
    code: 'corpus-several-splits',
    found: `the splits ${splits.join(', ')} in ${folder} and none chosen`,
    expected: 'one split',
    remedy: `Choose one, e.g. --split ${splits.at(-1)}.`,
  });
}

/** `corpus-unknown-split`: the corpus is there, the split asked for is not. */
export function unknownSplit(folder: string, split: string, splits: readonly string[]): InputError {
  return new InputError({
    code: 'corpus-unknown-split',
    found: `no split "${split}" in ${folder}`,
    expected: splits.length > 0 ? `one of ${splits.join(', ')}` : 'no split: a manifest has none',
    remedy: splits.length > 0 ? 'Choose one of those.' : 'Leave the split out; write one manifest per split.',
  });
}

/** `corpus-missing-audio`: transcripts speak of clips that are not on disk. */
export function missingAudio(place: string, absent: readonly string[], total: number): InputError {
  return new InputError({
    code: 'corpus-missing-audio',
    found: `${absent.length} of ${total} sound files missing, the first ${absent[0]}`,
    expected: `every clip that ${place} names`,
    remedy: 'Fetch or unpack the corpus again, or take the lines of the missing clips out.',
  });
}
