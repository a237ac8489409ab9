import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { an4HeldOut, chooseHeldOut, commandsHeldOut } from '../../../src/speech/corpus/hold-out.js';
import { pinnedListNames, readPinnedCorpus, readPinnedList } from '../../../src/speech/corpus/pinned-list.js';

const ids = (name: string) => readPinnedList(name).ids;
/** `an251-fash-b` → `fash`, `7_theo_3` → `theo` */
const an4Speakers = (name: string) => new Set(ids(name).map((id) => id.split('-')[1]!));
const digitSpeakers = (name: string) => new Set(ids(name).map((id) => id.split('_')[1]!));
/** `yes/01d22d03_nohash_0` → `01d22d03` */
const commandSpeakers = (name: string) => new Set(ids(name).map((id) => id.split(/[/_]/)[1]!));
const shared = <T>(a: Set<T>, b: Set<T>) => [...a].filter((member) => b.has(member));
const indices = (name: string) => new Set(ids(name).map((id) => Number(id.split('_')[2])));

describe('the pinned lists', () => {
  it('have the official sizes', () => {
    const sizes = Object.fromEntries(pinnedListNames().map((name) => [name, ids(name).length]));
    expect(sizes).toMatchObject({
      'an4-train': 948,
      'an4-test': 130,
      'digits-train': 2700,
      'digits-test': 300,
      'digits-fold-theo-train': 2250,
      'digits-fold-theo-test': 500,
      'commands-train': 4620,
      'commands-validation': 700,
      'librispeech-train-clean-5': 1519,
    });
    expect(pinnedListNames()).toHaveLength(27);
  });

  it('name every clip once', () => {
    for (const name of pinnedListNames()) expect(new Set(ids(name)).size).toBe(ids(name).length);
  });

  it('hold eight AN4 speakers out, by the rule, and no voice is on both sides', () => {
    const heldOut = an4Speakers('an4-dev');
    expect([...heldOut].sort()).toEqual(an4HeldOut(an4Speakers('an4-train')));
    expect(
      [...heldOut]
        .map((name) => name[0])
        .sort()
        .join(''),
    ).toBe('ffffmmmm');
    const stems = (name: string) =>
      new Set([...an4Speakers(name)].map((speaker) => speaker.replace(/\d$/, '')));
    expect(shared(stems('an4-dev'), stems('an4-train-without-dev'))).toEqual([]);
    expect(shared(stems('an4-test'), stems('an4-train'))).toEqual([]);
    expect([...ids('an4-dev'), ...ids('an4-train-without-dev')].sort()).toEqual(ids('an4-train').sort());
  });

  it('keep test indices and the left-out speaker out of digit training', () => {
    expect([...indices('digits-test')]).toEqual([0, 1, 2, 3, 4]);
    expect([...indices('digits-dev')]).toEqual([5, 6, 7, 8, 9]);
    expect(Math.min(...indices('digits-train-without-dev'))).toBe(10);
    for (const speaker of digitSpeakers('digits-train')) {
      expect(Math.min(...indices(`digits-fold-${speaker}-train`))).toBe(5);
      expect(digitSpeakers(`digits-fold-${speaker}-train`).has(speaker)).toBe(false);
      expect([...digitSpeakers(`digits-fold-${speaker}-test`)]).toEqual([speaker]);
    }
  });

  it('hold command speakers out, by the rule, and split as the publisher does', () => {
    const [dev, rest] = ['commands-dev', 'commands-train-without-dev'].map(commandSpeakers);
    expect([...dev!].sort()).toEqual(commandsHeldOut(commandSpeakers('commands-train')));
    expect(shared(dev!, rest!)).toEqual([]);
    expect([...ids('commands-dev'), ...ids('commands-train-without-dev')].sort()).toEqual(
      ids('commands-train').sort(),
    );
    // The official rule: a share of the SHA-1 of the speaker's hash (`input_data.py` of the corpus's tutorial).
    const share = (speaker: string) => {
      const hash = BigInt(`0x${createHash('sha1').update(speaker).digest('hex')}`);
      return Number(hash % 2n ** 27n) / (2 ** 27 - 1);
    };
    for (const speaker of commandSpeakers('commands-train'))
      expect(share(speaker)).toBeGreaterThanOrEqual(0.2);
    for (const speaker of commandSpeakers('commands-validation')) expect(share(speaker)).toBeLessThan(0.1);
  });

  it('are named when one is asked for that is not there', () => {
    expect(() => readPinnedList('an5')).toThrow(/corpus-unknown-list.*an4-dev/);
  });
});

describe('readPinnedCorpus', () => {
  const root = mkdtempSync(join(tmpdir(), 'pinned-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const recordings = join(root, 'free-spoken-digit-dataset', 'recordings');

  it('gives the utterances in the order of the list, and says what is missing', () => {
    mkdirSync(recordings, { recursive: true });
    for (const id of ids('digits-test')) writeFileSync(join(recordings, `${id}.wav`), '');
    const utterances = readPinnedCorpus('digits-test', root);
    expect(utterances.map(({ id }) => id)).toEqual(ids('digits-test'));
    rmSync(join(recordings, '7_theo_3.wav'));
    expect(() => readPinnedCorpus('digits-test', root)).toThrow(/corpus-list-mismatch.*1 of 300 .*7_theo_3/);
  });
});

describe('chooseHeldOut', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[fm][a-z]{3}$/), { minLength: 1, maxLength: 40 });
  const options = { perGroup: 2, groupOf: (name: string) => name[0]!, seed: 5 };

  it('does not depend on the order of the names, and takes from each group', () => {
    fc.assert(
      fc.property(names, (speakers) => {
        const chosen = chooseHeldOut(speakers, options);
        expect(chooseHeldOut([...speakers].reverse(), options)).toEqual(chosen);
        for (const group of ['f', 'm']) {
          const there = speakers.filter((name) => name.startsWith(group)).length;
          expect(chosen.filter((name) => name.startsWith(group))).toHaveLength(Math.min(2, there));
        }
      }),
    );
  });

  it('never takes one of two names that may be one person', () => {
    const twins = ['fab', 'fab2', 'mcd', 'mcd3', 'fxy'];
    expect(an4HeldOut(twins)).toEqual(['fxy']);
  });
});
