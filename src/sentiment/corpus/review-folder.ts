/** Reads reviews laid out as aclImdb lays them out: a text file each in `pos/`, `neg/` and `unsup/`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors.js';
import type { LabelledText, Polarity, Stars } from './labelled-text.js';

const LABELS: Readonly<Record<string, Polarity>> = { neg: 0, pos: 1 };
const SUFFIX = '.txt';

/** Whether `folder` has the layout. */
export function isReviewFolder(folder: string): boolean {
  return Object.keys(LABELS).every((name) => existsSync(join(folder, name)));
}

/**
 * Maps `pos/` and `neg/` to labelled texts in order of their names' numbers. A name like `12_8.txt` tells a rating of
 * one to ten, which is halved to stars.
 *
 * @throws InputError `corpus-empty`
 */
export function readReviewFolder(folder: string): LabelledText[] {
  const reviews = Object.entries(LABELS).flatMap(([name, label]) =>
    readTexts(folder, name).map((review) => ({ ...review, label })),
  );
  if (reviews.length === 0) {
    throw new InputError({
      code: 'corpus-empty',
      found: `no ${SUFFIX} file in pos/ and neg/ of ${folder}`,
      expected: 'a text file for each review',
      remedy: 'Unpack the corpus again, or give the folder that holds pos/ and neg/.',
    });
  }
  return reviews;
}

/** The texts of `unsup/`, about which nothing is known. */
export function readUnlabelledFolder(folder: string): LabelledText[] {
  return readTexts(folder, 'unsup').map(({ id, text }) => ({ id, text }));
}

function readTexts(folder: string, name: string): Omit<LabelledText, 'label'>[] {
  const files = readdirSync(join(folder, name)).filter((file) => file.endsWith(SUFFIX));
  const number = (file: string) => Number.parseInt(file, 10) || 0;
  files.sort((a, b) => number(a) - number(b) || (a < b ? -1 : 1));
  return files.map((file) => {
    const rating = Number(/^\d+_(\d+)\.txt$/.exec(file)?.[1] ?? 0);
    return {
      id: `${name}/${file.slice(0, -SUFFIX.length)}`,
      text: readFileSync(join(folder, name, file), 'utf8'),
      ...(rating >= 1 && rating <= 10 && { stars: Math.ceil(rating / 2) as Stars }),
    };
  });
}
