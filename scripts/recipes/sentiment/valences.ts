/** How much single words are for or against, as ten people each judged them for VADER (Hutto & Gilbert 2014). */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Judgements go from −4 to 4, but few words are beyond this. */
const LARGEST = 3;

/** −1 to 1. */
export function wordValences(): Map<string, number> {
  const folder = dirname(createRequire(import.meta.url).resolve('vader-sentiment/package.json'));
  const lines = readFileSync(join(folder, 'vader_lexicon.txt'), 'utf8').split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [word, mean] = line.split('\t');
      if (!/^\p{L}{2,}$/u.test(word!)) return [];
      return [[word!, Math.min(1, Math.max(-1, Number(mean) / LARGEST))] as const];
    }),
  );
}
