/**
 * Reads the Stanford Sentiment Treebank (Socher et al. 2013): a parse tree a line, every node labelled 0 (very negative)
 * to 4 (very positive).
 */
import { InputError } from '../../errors.js';
import { fromStars, type LabelledText, type Stars } from './labelled-text.js';

/** A node of a tree: the words below it and what people thought of them alone. */
export interface Phrase extends LabelledText {
  stars: Stars;
  /** Tokens as the treebank writes them. */
  words: number;
}

/**
 * Maps a tree to its phrases, the sentence first.
 *
 * @param id - of the sentence; other phrases get `id:n`
 * @throws InputError `corpus-bad-line`
 */
export function parseTree(line: string, id: string): Phrase[] {
  const open: { stars: Stars; words: string[]; order: number }[] = [];
  const phrases: Phrase[] = [];
  let order = 0;
  for (const [part, label, word] of line.matchAll(/\((\d) |([^\s()]+)|\)/gu)) {
    if (label !== undefined) {
      open.push({ stars: (Number(label) + 1) as Stars, words: [], order: order++ });
    } else if (word !== undefined) {
      for (const node of open) node.words.push(word);
    } else if (part === ')') {
      const node = open.pop();
      if (node === undefined) throw badTree(line, id);
      const text = node.words.join(' ');
      const name = node.order === 0 ? id : `${id}:${node.order}`;
      phrases[node.order] = {
        id: name,
        text,
        words: node.words.length,
        ...fromStars(node.stars),
        stars: node.stars,
      };
    }
  }
  if (open.length > 0 || phrases.length === 0 || phrases.some(({ stars }) => !(stars >= 1 && stars <= 5))) {
    throw badTree(line, id);
  }
  return phrases;
}

/** The trees of a file, a list of phrases for each sentence; ids are `NAME/LINE`, lines counted from 0. */
export function parseTrees(content: string, name: string): Phrase[][] {
  const lines = content.split('\n').filter((line) => line !== '');
  return lines.map((line, index) => parseTree(line, `${name}/${index}`));
}

function badTree(line: string, id: string): InputError {
  return new InputError({
    code: 'corpus-bad-line',
    found: `"${line.slice(0, 40)}" as tree ${id}`,
    expected: 'a labelled tree such as (3 (2 a) (4 delight))',
    remedy: 'Fetch the corpus again: `npm run corpora -- sst`.',
  });
}
