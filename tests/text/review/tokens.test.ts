import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../src/text/review/clean.js';
import { tokenize } from '../../../src/text/review/tokens.js';

const forms = (text: string) => tokenize(text).map(({ form }) => form);
const surfaces = (text: string) => tokenize(text).map(({ surface }) => surface);

/** Everything that a hostile or careless writer may send. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.array(fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code))).map((units) => units.join('')),
  fc
    .array(
      fc.constantFrom(
        "n't",
        "'",
        'can',
        'not',
        '<br',
        '/>',
        '&amp;',
        '&#x',
        ':)',
        '👍',
        '🏽',
        '\u200d',
        '-',
        '.',
        ' ',
        'é',
        'ß',
        '9',
        '/',
        '@',
        'www.',
      ),
    )
    .map((parts) => parts.join('')),
);

describe('tokens', () => {
  it.each([
    ["I don't know, can't say, won't cannot ain't", 'i do not know , can not say , will not can not is not'],
    ['dont isnt wasnt cant wont', 'do not is not was not can not will not'],
    ['parent agent want went', 'parent agent want went'],
    ["it's they're I've we'll I'm", "it 's they are i have we will i am"],
    ['Café naïve Ｇｏｏｄ', 'cafe naive good'],
    ['sooooo GOOOOD!!! what??? no?!', 'soo good !! what ? no ?!'],
    ['well-made, edge-of-your-seat -- fun - really', 'well made , edge of your seat - fun - really'],
    ['10/10, 7.5 and 1,000', '10/10 , 7.5 and 1,000'],
    ['Mr. Bean of the U.S. said "hi."', 'mr bean of the us said " hi . "'],
    ['see http://a.b/c?d=1 or www.x.org, me@x.org', 'see <url> or <url> me@x.org'],
    ['Wait... what…', 'wait ... what ...'],
    ['a:b 8:30 (see: this)', 'a : b 8:30 ( see : this )'],
  ])('%j', (text, expected) => {
    expect(forms(text).join(' ')).toBe(expected);
  });

  it('read emoji and emoticons as words', () => {
    expect(forms('👍🏽 ❤️ 😡 🚂 :-) =( ;P </3 <3 (: :/')).toEqual(
      'great love terrible <emoji> :) :( :) :( love :) :/'.split(' '),
    );
  });

  it('are those of the treebank when the treebank has cut them already', () => {
    const written = "(It can't be \"good\"), isn't it's?";
    for (const cut of [
      "-lrb- it ca n't be `` good '' -rrb- , is n't it 's ?",
      "( it ca n 't be \" good \" ) , is n 't it 's ?",
    ]) {
      expect(forms(cut)).toEqual(forms(written));
    }
  });

  it('tell where sentences end', () => {
    const ends = (text: string) =>
      tokenize(text)
        .filter(({ endsSentence }) => endsSentence)
        .map(({ surface }) => surface);
    expect(ends('Mr. Bean (e.g. here) is good. Is he?! (No.) Yes')).toEqual(['.', '?!']);
  });

  it('lose nothing but spaces and hyphens, whatever comes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = tokenize(text);
        for (const { form } of tokens) expect(form).toMatch(/^\S+$/u);
        const left = (part: string) => part.replace(/[\s-]+/gu, '');
        expect(left(tokens.map(({ surface }) => surface).join(''))).toBe(left(cleanText(text)));
      }),
      { numRuns: 2000 },
    );
  });

  it('take linear time in hostile texts', () => {
    for (const part of [
      'a',
      '!',
      ':',
      '<',
      '<a',
      '&',
      '.',
      "n't",
      '-',
      '1.',
      'a@',
      'a.',
      '(:',
      'a-',
      "'",
      '\u0301',
      'www.',
    ]) {
      const tokens = tokenize(part.repeat(30_000));
      expect(tokens.every(({ surface }) => surface.length <= 204)).toBe(true);
    }
  });
});

describe('clean text', () => {
  it.each([
    ['a<br /><br>b</p>c<i>d</i> e', 'a\n\nb\nc d  e'],
    ['I <3 it, 2 < 3 > 1', 'I <3 it, 2 < 3 > 1'],
    ['&lt;br&gt;Tom &amp; Jerry&#39;s &eacute; &nosuch;', "\nTom & Jerry's é &nosuch;"],
    ['a\u0096b \u0093c\u0094 d\u0085', 'a - b "c" d...'],
    ['a\u0000b\ufeffc\ud800d', 'a b c\ufffdd'],
  ])('%j', (text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });

  it('is well-formed', () => {
    fc.assert(fc.property(anyText, (text) => Buffer.from(cleanText(text)).toString() === cleanText(text)));
  });

  it('keeps its surfaces in the tokens', () => {
    expect(surfaces('Don’t “SHOUT”…')).toEqual(['Do', "n't", '"', 'SHOUT', '"', '...']);
  });
});
