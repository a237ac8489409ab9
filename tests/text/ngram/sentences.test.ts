import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readNgramFile, writeNgramFile } from '../../../src/text/ngram/files.js';
import { readSentences } from '../../../src/text/ngram/sentences.js';
import { trainNgram } from '../../../src/text/ngram/train.js';

it('holds out whole blocks and loses no line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentences-'));
  try {
    const path = join(folder, 'text');
    writeFileSync(
      path,
      Array.from({ length: 6500 }, (_, i) => `u${i} is no sentence. Line ${i}.`).join('\n'),
    );
    const numbers = (options: object) =>
      [...readSentences(path, options)]
        .filter(([word]) => word === 'LINE')
        .map(([, number]) => Number(number));
    const heldOut = numbers({ holdOutEvery: 3, part: 'held out' });
    const rest = numbers({ holdOutEvery: 3 });
    expect(heldOut.length).toBe(2000);
    expect([heldOut[0], heldOut[999], heldOut[1000], heldOut[1999]]).toEqual([2000, 2999, 5000, 5999]);
    expect([...rest, ...heldOut].sort((a, b) => a - b)).toEqual(numbers({}));
    expect(numbers({}).length).toBe(6500);
    expect([...readSentences(path)].length).toBe(13_000);
    const transcripts = readSentences(path, { transcripts: true });
    expect(transcripts.next().value).toEqual(['is', 'no', 'sentence.', 'Line', '0.']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('tells the forms of a model by its name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  try {
    const model = trainNgram([['a', 'b'], ['a']]);
    for (const name of ['m.arpa', 'm.arpa.gz', 'm.lm']) {
      await writeNgramFile(model, join(folder, name));
      expect((await readNgramFile(join(folder, name))).trie.ngrams).toEqual(model.trie.ngrams);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
