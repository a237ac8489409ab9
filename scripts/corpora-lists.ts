/** Writes corpora/lists from the unpacked corpora. Needed once; the lists are committed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { an4HeldOut, commandsHeldOut } from '../src/speech/corpus/hold-out.js';
import { corporaFolder, packageFolder } from '../src/speech/corpus/locations.js';
import { formatPinnedList } from '../src/speech/corpus/pinned-list.js';
import { readCorpus } from '../src/speech/corpus/read-corpus.js';
import type { Utterance } from '../src/speech/corpus/utterance.js';

const out = join(packageFolder(), 'corpora', 'lists');
mkdirSync(out, { recursive: true });

function write(
  name: string,
  purpose: string,
  corpus: string,
  split: string,
  utterances: readonly Utterance[],
) {
  const ids = utterances.map(({ id }) => id);
  writeFileSync(join(out, `${name}.txt`), formatPinnedList({ name, corpus, split, ids }, purpose));
  process.stderr.write(`${name}: ${ids.length}\n`);
}

const read = (corpus: string, split: string) => readCorpus(join(corporaFolder(), corpus), { split });

const an4 = read('an4', 'train');
const heldOut = new Set(an4HeldOut(an4.map(({ speaker }) => speaker!)));
const isHeldOut = ({ speaker }: Utterance) => heldOut.has(speaker!);
write('an4-train', 'The official training set.', 'an4', 'train', an4);
write(
  'an4-dev',
  `For tuning: ${heldOut.size} training speakers held out: ${[...heldOut].join(', ')}.`,
  'an4',
  'train',
  an4.filter(isHeldOut),
);
write(
  'an4-train-without-dev',
  'The official training set without the speakers of an4-dev.',
  'an4',
  'train',
  an4.filter((utterance) => !isHeldOut(utterance)),
);
write('an4-test', 'The official test set. Never trained or tuned on.', 'an4', 'test', read('an4', 'test'));

const DIGITS = 'free-spoken-digit-dataset';
const digits = read(DIGITS, 'all');
const index = ({ id }: Utterance) => Number(id.split('_')[2]);
const writeDigits = (name: string, purpose: string, wanted: (utterance: Utterance) => boolean) =>
  write(name, purpose, DIGITS, 'all', digits.filter(wanted));
writeDigits('digits-train', 'The official training set: indices 5 to 49.', (u) => index(u) >= 5);
writeDigits('digits-dev', 'For tuning: indices 5 to 9.', (u) => index(u) >= 5 && index(u) < 10);
writeDigits('digits-train-without-dev', 'Indices 10 to 49.', (u) => index(u) >= 10);
writeDigits(
  'digits-test',
  'The official test set: indices 0 to 4. Never trained or tuned on.',
  (u) => index(u) < 5,
);
for (const speaker of new Set(digits.map((u) => u.speaker!))) {
  const fold = `digits-fold-${speaker}`;
  writeDigits(
    `${fold}-train`,
    `All speakers but ${speaker}, indices 5 to 49.`,
    (u) => u.speaker !== speaker && index(u) >= 5,
  );
  writeDigits(
    `${fold}-test`,
    `Every clip of ${speaker}, whom ${fold}-train leaves out.`,
    (u) => u.speaker === speaker,
  );
}

const COMMANDS = 'speech_commands';
/** Eleven of the thirty words. */
const WORDS = ['down', 'eight', 'five', 'go', 'left', 'no', 'one', 'right', 'up', 'yes', 'zero'];
const commands = (split: string) =>
  read(COMMANDS, split).filter(({ id }) => WORDS.includes(id.split('/')[0]!));
const commandsTrain = commands('train');
const commandsDev = new Set(commandsHeldOut(commandsTrain.map(({ speaker }) => speaker!)));
const isCommandsDev = ({ speaker }: Utterance) => commandsDev.has(speaker!);
write(
  'commands-train',
  'Clips of eleven words, a part of the official training set.',
  COMMANDS,
  'train',
  commandsTrain,
);
write(
  'commands-dev',
  `For tuning: ${commandsDev.size} training speakers held out.`,
  COMMANDS,
  'train',
  commandsTrain.filter(isCommandsDev),
);
write(
  'commands-train-without-dev',
  'commands-train without the speakers of commands-dev.',
  COMMANDS,
  'train',
  commandsTrain.filter((utterance) => !isCommandsDev(utterance)),
);
write(
  'commands-validation',
  'Clips of the same words, a part of the official validation set. Never trained or tuned on.',
  COMMANDS,
  'validation',
  commands('validation'),
);

const LIBRISPEECH = 'LibriSpeech';
const subset = (split: string) => read(LIBRISPEECH, split);
write(
  'librispeech-train-clean-5',
  'All of mini-LibriSpeech’s training set.',
  LIBRISPEECH,
  'train-clean-5',
  subset('train-clean-5'),
);
write(
  'librispeech-train-clean-100-subset',
  'Part of train-clean-100: three speakers in full, one utterance of each other.',
  LIBRISPEECH,
  'train-clean-100',
  subset('train-clean-100'),
);
write(
  'librispeech-dev-clean',
  'For tuning: ten speakers of dev-clean.',
  LIBRISPEECH,
  'dev-clean',
  subset('dev-clean'),
);
