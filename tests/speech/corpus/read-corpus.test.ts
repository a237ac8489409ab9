import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { readCorpus } from '../../../src/speech/corpus/read-corpus.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'corpus-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Writes files under the temporary folder: path → text. */
function lay(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function failure(path: string, split?: string): InputError {
  try {
    readCorpus(path, split === undefined ? {} : { split });
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error('nothing was thrown');
}

describe('LibriSpeech', () => {
  beforeEach(() =>
    lay({
      'LibriSpeech/dev-clean/84/7/84-7.trans.txt': "84-7-0001 DON'T GO\n84-7-0000 WELL  THEN\n",
      'LibriSpeech/dev-clean/84/7/84-7-0000.flac': '',
      'LibriSpeech/dev-clean/84/7/84-7-0001.flac': '',
      'LibriSpeech/train-clean-5/19/2/19-2.trans.txt': '19-2-0000 CHAPTER ONE\n',
      'LibriSpeech/train-clean-5/19/2/19-2-0000.flac': '',
    }),
  );

  it('reads one subset, whichever level of the tree is given', () => {
    const fromRoot = readCorpus(root, { split: 'dev-clean' });
    expect(fromRoot).toEqual([
      {
        id: '84-7-0001',
        audio: join(root, 'LibriSpeech/dev-clean/84/7/84-7-0001.flac'),
        text: "DON'T GO",
        speaker: '84',
      },
      {
        id: '84-7-0000',
        audio: join(root, 'LibriSpeech/dev-clean/84/7/84-7-0000.flac'),
        text: 'WELL THEN',
        speaker: '84',
      },
    ]);
    for (const level of ['LibriSpeech/dev-clean', 'LibriSpeech/dev-clean/84', 'LibriSpeech/dev-clean/84/7']) {
      expect(readCorpus(join(root, level))).toEqual(fromRoot);
    }
    expect(readCorpus(join(root, 'LibriSpeech/dev-clean'), { split: 'dev-clean' })).toEqual(fromRoot);
  });

  it('never mixes subsets', () => {
    const error = failure(root);
    expect(error.code).toBe('corpus-several-splits');
    expect(error.found).toContain('dev-clean, train-clean-5');
    expect(failure(root, 'test-clean').code).toBe('corpus-unknown-split');
  });

  it('names the clip that is missing', () => {
    rmSync(join(root, 'LibriSpeech/dev-clean/84/7/84-7-0001.flac'));
    const error = failure(root, 'dev-clean');
    expect(error.code).toBe('corpus-missing-audio');
    expect(error.found).toMatch(/^1 of 2 .*84-7-0001\.flac$/);
  });
});

describe('Speech Commands', () => {
  beforeEach(() =>
    lay({
      'speech_commands/validation_list.txt': 'go/0d82fd99_nohash_2.wav\nyes/0d82fd99_nohash_0.wav\n',
      'speech_commands/go/0d82fd99_nohash_2.wav': '',
      'speech_commands/yes/0d82fd99_nohash_0.wav': '',
      'speech_commands/yes/00f0204f_nohash_1.wav': '',
      'speech_commands/go/00f0204f_nohash_0.wav': '',
      'speech_commands/_background_noise_/running_tap.wav': '',
    }),
  );

  it('takes clips that are on no list for training', () => {
    expect(readCorpus(root, { split: 'train' })).toEqual([
      {
        id: 'go/00f0204f_nohash_0',
        audio: join(root, 'speech_commands/go/00f0204f_nohash_0.wav'),
        text: 'GO',
        speaker: '00f0204f',
      },
      expect.objectContaining({ id: 'yes/00f0204f_nohash_1', text: 'YES' }),
    ]);
    const validation = readCorpus(join(root, 'speech_commands'), { split: 'validation' });
    expect(validation.map(({ id }) => id)).toEqual(['go/0d82fd99_nohash_2', 'yes/0d82fd99_nohash_0']);
  });

  it('knows the splits there are lists for, and mixes none', () => {
    expect(failure(root)).toMatchObject({ code: 'corpus-several-splits' });
    expect(failure(root, 'test')).toMatchObject({ code: 'corpus-unknown-split' });
    lay({ 'speech_commands/testing_list.txt': 'go/00f0204f_nohash_0.wav\n' });
    expect(readCorpus(root, { split: 'test' }).map(({ id }) => id)).toEqual(['go/00f0204f_nohash_0']);
    expect(readCorpus(root, { split: 'train' })).toHaveLength(1);
  });
});

describe('AN4', () => {
  beforeEach(() =>
    lay({
      'an4/etc/an4_train.fileids': 'an4_clstk/fash/an251-fash-b\nan4_clstk/mblb/cen1-mblb-b\n',
      'an4/etc/an4_train.transcription':
        '<s> YES </s> (an251-fash-b)\n<s> B ++um++ SIX <sil> </s> (cen1-mblb-b)\n',
      'an4/etc/an4_test.fileids': 'an4test_clstk/fcaw/an409-fcaw-b\n',
      'an4/etc/an4_test.transcription': 'GO (an409-fcaw-b)\n',
      'an4/wav/an4_clstk/fash/an251-fash-b.sph': '',
      'an4/wav/an4_clstk/mblb/cen1-mblb-b.sph': '',
      'an4/wav/an4test_clstk/fcaw/an409-fcaw-b.sph': '',
    }),
  );

  it('reads a split in the order of its list, without sentence marks and fillers', () => {
    expect(readCorpus(root, { split: 'train' })).toEqual([
      {
        id: 'an251-fash-b',
        audio: join(root, 'an4/wav/an4_clstk/fash/an251-fash-b.sph'),
        text: 'YES',
        speaker: 'fash',
      },
      {
        id: 'cen1-mblb-b',
        audio: join(root, 'an4/wav/an4_clstk/mblb/cen1-mblb-b.sph'),
        text: 'B SIX',
        speaker: 'mblb',
      },
    ]);
    expect(readCorpus(join(root, 'an4'), { split: 'test' }).map(({ text }) => text)).toEqual(['GO']);
  });

  it('refuses a missing choice, an unknown split, a missing clip, a lost transcription', () => {
    expect(failure(root).code).toBe('corpus-several-splits');
    expect(failure(root, 'dev').expected).toBe('one of train, test');
    lay({ 'an4/etc/an4_test.transcription': 'GO (an409-fjlp-b)\n' });
    expect(failure(root, 'test').found).toContain('an409-fcaw-b');
    lay({ 'an4/etc/an4_test.transcription': 'GO an409-fcaw-b\n' });
    expect(failure(root, 'test').found).toContain('line 1');
    rmSync(join(root, 'an4/wav/an4_clstk/fash'), { recursive: true });
    expect(failure(root, 'train').code).toBe('corpus-missing-audio');
  });
});

describe('digits', () => {
  beforeEach(() => {
    for (const name of ['0_theo_0', '9_theo_4', '3_theo_5', '7_ann_49']) {
      lay({ [`free-spoken-digit-dataset/recordings/${name}.wav`]: '' });
    }
  });

  it('splits at index 5, officially', () => {
    const ids = (split: string) => readCorpus(root, { split }).map(({ id, text }) => `${id} ${text}`);
    expect(ids('test')).toEqual(['0_theo_0 ZERO', '9_theo_4 NINE']);
    expect(ids('train')).toEqual(['7_ann_49 SEVEN', '3_theo_5 THREE']);
    expect(ids('all')).toHaveLength(4);
    expect(readCorpus(join(root, 'free-spoken-digit-dataset/recordings'), { split: 'test' })).toHaveLength(2);
    expect(failure(root).code).toBe('corpus-several-splits');
  });
});

describe('a manifest', () => {
  it('reads paths relative to itself and folds case and punctuation', () => {
    lay({
      'mine/list.jsonl':
        '{"audio": "a/1.wav", "text": "Hello, world; it’s me!", "speaker": "ann"}\n\n{"audio": "2.wav", "text": ""}\n',
      'mine/a/1.wav': '',
      'mine/2.wav': '',
    });
    expect(readCorpus(join(root, 'mine/list.jsonl'))).toEqual([
      { id: 'a/1.wav', audio: join(root, 'mine/a/1.wav'), text: "HELLO WORLD IT'S ME", speaker: 'ann' },
      { id: '2.wav', audio: join(root, 'mine/2.wav'), text: '' },
    ]);
  });

  it('has clips in which nothing is said', () => {
    const texts = ['', ' … ', '[noise] ++breath++', '<sil>'];
    lay(Object.fromEntries(texts.map((_, i) => [`${i}.wav`, ''])));
    lay({ 'l.jsonl': texts.map((text, i) => JSON.stringify({ audio: `${i}.wav`, text })).join('\n') });
    expect(readCorpus(join(root, 'l.jsonl')).map(({ text }) => text)).toEqual(['', '', '', '']);
  });

  it.each([
    ['{"audio": "1.wav", "text": "A"}\n{"audio": }', 'corpus-bad-line', 'line 2'],
    ['[1]', 'corpus-bad-line', 'nothing as "audio" on line 1'],
    ['{"audio": "1.wav", "text": 7}', 'corpus-bad-line', '7 as "text" on line 1'],
    ['{"audio": "1.wav", "text": "A", "speaker": {}}', 'corpus-bad-line', '"speaker" on line 1'],
    ['{"audio": "1.wav", "text": "A"}\n{"audio": "1.wav", "text": "B"}', 'corpus-bad-line', 'line 2'],
    ['{"audio": "1.wav", "text": "привет"}', 'corpus-bad-line', '"привет" as "text" on line 1'],
    ['{"audio": "gone.wav", "text": "A"}', 'corpus-missing-audio', 'gone.wav'],
    ['\n', 'corpus-empty', 'no utterance'],
  ])('refuses %j', (text, code, found) => {
    lay({ 'list.jsonl': text, '1.wav': '' });
    const error = failure(join(root, 'list.jsonl'));
    expect(error.code).toBe(code);
    expect(error.found).toContain(found);
  });

  it('has no splits', () => {
    lay({ 'list.jsonl': '{"audio": "1.wav", "text": "A"}', '1.wav': '' });
    expect(failure(join(root, 'list.jsonl'), 'test').code).toBe('corpus-unknown-split');
  });
});

describe('a path', () => {
  it('that is not there, holds nothing known, or holds several corpora is refused', () => {
    expect(failure(join(root, 'nowhere')).code).toBe('corpus-not-found');
    expect(failure(root).code).toBe('corpus-unknown-layout');
    lay({ 'an4/x': '', 'LibriSpeech/x': '' });
    expect(failure(root, 'train').code).toBe('corpus-several');
  });
});
