/** Compiles the CMU pronouncing dictionary into models/lexicon-en/dictionary.bin: `node dist/scripts/compile-lexicon.js`. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dictionary } from 'cmu-pronouncing-dictionary';
import { compileLexicon } from '../src/text/lexicon/compile-lexicon.js';
import { DICTIONARY_FILE } from '../src/text/lexicon/lexicon.js';
import { parseLexicon } from '../src/text/lexicon/parse-lexicon.js';

const dir = process.argv[2] ?? join('models', 'lexicon-en');
const text = Object.entries(dictionary).map(([word, phones]) => `${word} ${phones}`);
const entries = parseLexicon(text.join('\n'), 'cmu-pronouncing-dictionary', { stripStress: false });
const bytes = compileLexicon(entries);
mkdirSync(dir, { recursive: true });
writeFileSync(join(dir, DICTIONARY_FILE), bytes);
process.stdout.write(`${entries.size} words in ${bytes.length} bytes → ${join(dir, DICTIONARY_FILE)}\n`);
