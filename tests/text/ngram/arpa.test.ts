/** ARPA files: what others write is understood, what we write comes back bit by bit. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArpa, readArpa } from '../../../src/text/ngram/arpa-read.js';
import { writeArpa } from '../../../src/text/ngram/arpa-write.js';
import type { NgramModel } from '../../../src/text/ngram/model.js';
import { trainNgram } from '../../../src/text/ngram/train.js';
import { NgramWalker } from '../../../src/text/ngram/walker.js';
import { zipfSentences } from './fixtures.js';

/** log10 P of each word after <s>. */
function log10Scores(model: NgramModel, text: string): number[] {
  const walker = new NgramWalker(model);
  let state = walker.start;
  return text.split(' ').map((word) => {
    state = walker.advance(state, model.vocabulary.id(word) ?? 0);
    return walker.score / Math.LN10;
  });
}

function expectSameModel(a: NgramModel, b: NgramModel): void {
  expect(b.counts).toEqual(a.counts);
  for (const table of ['ngrams', 'states'] as const) {
    expect(Buffer.compare(Buffer.from(b.trie[table].buffer), Buffer.from(a.trie[table].buffer))).toBe(0);
  }
  for (let id = 0; id < a.vocabulary.size; id++) expect(b.vocabulary.word(id)).toBe(a.vocabulary.word(id));
}

/** Out of order, with a bigram's suffix missing ("a b c" without "b c"), as pruning leaves it. */
const HAND_MADE = `
text before the model is a comment

\\data\\
ngram 1=6
ngram 2=3
ngram 3=1

\\1-grams:
-0.5\tc
-1.5\t<UNK>
0\t<s>\t-0.25
-0.75 a -0.5
-0.625\tb\t-0.375
-1\t</s>

\\2-grams:
-0.0625\ta b\t-0.0625
-0.1875\ta </s>
-0.125\t<s> a\t0

\\3-grams:
-0.03125\ta b c

\\end\\
anything after it too
`;

describe('readArpa', () => {
  it('backs off over weights and missing suffixes', () => {
    const model = parseArpa(HAND_MADE);
    expect(model.counts).toEqual([6, 3, 1]);
    const scores = log10Scores(model, 'a b c a zzz b b </s>');
    const expected = [
      -0.125, // <s> a
      -0.0625, // a b, though <s> a b is none: "<s> a" has no weight
      -0.03125, // a b c
      -0.75, // no weights left after c
      -0.5 - 1.5, // backoff of a, <unk>
      -0.625,
      -0.375 - 0.625, // backoff of b
      -0.375 - 1,
    ];
    scores.forEach((score, i) => {
      expect(score).toBeCloseTo(expected[i]!, 6);
    });
    expect(log10Scores(model, '<s>')).toEqual([Number.NEGATIVE_INFINITY]);
    // Backoff of "a b", then of b, then c alone: "a b b" is a trigram of none.
    expect(log10Scores(model, 'a b b')[2]).toBeCloseTo(-0.0625 - 0.375 - 0.625, 6);
  });

  it('gives <unk> nothing where the file has none', () => {
    const model = parseArpa('\\data\\\nngram 1=2\n\n\\1-grams:\n-0.3 a\n-0.3 </s>\n\\end\\');
    expect(log10Scores(model, 'zzz')).toEqual([Number.NEGATIVE_INFINITY]);
  });

  const shuffled = HAND_MADE.split('\n').slice(3);
  it.each([
    ['no end', shuffled.slice(0, -4).join('\n'), 'the end of the text'],
    ['too few', HAND_MADE.replace('ngram 2=3', 'ngram 2=4'), '3 2-grams at line 22'],
    ['too many', HAND_MADE.replace('ngram 2=3', 'ngram 2=2'), 'more n-grams at line 20'],
    ['a positive probability', HAND_MADE.replace('-0.75 a', '0.75 a'), '0.75 a -0.5 at line 13'],
    ['an unknown word', HAND_MADE.replace('a b c', 'a b d'), 'd at line 23'],
    ['no context', HAND_MADE.replace('a b c', 'b a c'), 'b a c at line 23'],
    ['an n-gram twice', HAND_MADE.replace('a </s>', 'a b'), 'an n-gram twice among the 2-grams'],
    ['a section missing', HAND_MADE.replace('\\3-grams:', '\\4-grams:'), '\\4-grams: at line 22'],
    ['a word missing', HAND_MADE.replace('-0.03125\ta b c', '-0.03125 a'), '-0.03125 a at line 23'],
  ])('refuses %s', (_, text, found) => {
    expect(() => parseArpa(text)).toThrow(
      expect.objectContaining({ code: 'arpa-syntax', found: expect.stringContaining(found) }),
    );
  });
});

it('reads back what it writes, bit by bit', () => {
  const sentence = fc.array(fc.constantFrom('a', 'b', 'Ärger', "don't", 'e'), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(sentence, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom([1], [1, 2], [1, 1, 2]),
      fc.boolean(),
      (sentences, order, minCounts, closedVocabulary) => {
        const model = trainNgram(sentences, { order, minCounts, closedVocabulary });
        expectSameModel(model, parseArpa(model.toArpa()));
      },
    ),
  );
});

it('writes and reads files, plain and compressed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'arpa-'));
  try {
    const model = trainNgram(zipfSentences(1500, 500), { order: 4 });
    for (const name of ['m.arpa', 'm.arpa.gz']) {
      const path = join(folder, name);
      await writeArpa(model, path);
      expectSameModel(model, await readArpa(path));
    }
    expect(gunzipSync(readFileSync(join(folder, 'm.arpa.gz'))).toString()).toBe(model.toArpa());
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/**
 * golden/lmplz.arpa.gz is what KenLM's lmplz (release of the PyPI package kenlm 0.3.0) made of
 * zipfSentences(500, 1000), a sentence a line: `lmplz -o 3 --prune 0 0 1`.
 */
it('trains the model that KenLM trains', async () => {
  const theirs = await readArpa(join(import.meta.dirname, 'golden', 'lmplz.arpa.gz'));
  const ours = trainNgram(zipfSentences(500, 1000), { minCounts: [1, 1, 2] });
  const lines = (model: NgramModel) => {
    const byNgram = new Map<string, number[]>();
    for (const line of model.toArpa().split('\n')) {
      const [prob, ngram, backoff] = line.split('\t');
      if (ngram !== undefined) byNgram.set(ngram, [Number(prob), Number(backoff ?? 0)]);
    }
    return byNgram;
  };
  const ourLines = lines(ours);
  const theirLines = lines(theirs);
  expect(ours.counts).toEqual(theirs.counts);
  for (const [ngram, [prob, backoff]] of theirLines) {
    expect(ourLines.get(ngram)?.[0], ngram).toBeCloseTo(prob!, 5);
    expect(ourLines.get(ngram)?.[1], ngram).toBeCloseTo(backoff!, 5);
  }
});
