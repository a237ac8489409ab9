/** A model's card as written (headings, lists, tables, paragraphs, **strong**, `code`) → elements, nothing else. */
import { make } from '../dom.js';

/** Lines that belong together, and what they are. */
type Block =
  | { kind: 'heading' | 'paragraph'; text: string }
  | { kind: 'item'; depth: number; text: string }
  | { kind: 'table'; rows: string[][] };

/** @returns elements without any of the card's own markup: a card is text, whatever it holds. */
export function cardElements(card: string): HTMLElement[] {
  const out: HTMLElement[] = [];
  const lists: HTMLUListElement[] = [];
  for (const block of blocksOf(card)) {
    if (block.kind === 'item') {
      lists.length = Math.min(lists.length, block.depth + 1);
      if (lists.length <= block.depth) {
        const list = make('ul');
        const parent = lists.at(-1)?.lastElementChild;
        if (parent) parent.append(list);
        else out.push(list);
        lists.push(list);
      }
      lists.at(-1)!.append(make('li', {}, ...inline(block.text)));
      continue;
    }
    lists.length = 0;
    if (block.kind === 'table') out.push(tableOf(block.rows));
    else out.push(make(block.kind === 'heading' ? 'h3' : 'p', {}, ...inline(block.text)));
  }
  return out;
}

function blocksOf(card: string): Block[] {
  const blocks: Block[] = [];
  let isOpen = false; // whether the next line goes on with the last block
  for (const line of card.split('\n')) {
    const text = line.trim();
    const last = blocks.at(-1);
    const item = /^( *)[-*] (.*)$/.exec(line);
    if (text === '') isOpen = false;
    else if (text.startsWith('|')) {
      const cells = text.split('|').slice(1, -1);
      const row = cells.map((cell) => cell.trim());
      if (row.every((cell) => /^:?-+:?$/.test(cell))) continue;
      if (isOpen && last?.kind === 'table') last.rows.push(row);
      else blocks.push({ kind: 'table', rows: [row] });
      isOpen = true;
    } else if (text.startsWith('#')) {
      blocks.push({ kind: 'heading', text: text.replace(/^#+ */, '') });
      isOpen = false;
    } else if (item) {
      blocks.push({ kind: 'item', depth: item[1]!.length > 0 ? 1 : 0, text: item[2]! });
      isOpen = true;
    } else if (isOpen && last && last.kind !== 'table') last.text += ` ${text}`;
    else {
      blocks.push({ kind: 'paragraph', text });
      isOpen = true;
    }
  }
  return blocks;
}

function inline(text: string): (Node | string)[] {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part) => {
    if (/^\*\*.+\*\*$/.test(part)) return make('b', {}, ...inline(part.slice(2, -2)));
    if (/^`.+`$/.test(part)) return make('code', { textContent: part.slice(1, -1) });
    return part;
  });
}

function tableOf([head = [], ...rows]: string[][]): HTMLTableElement {
  const cells = (row: readonly string[], tag: 'th' | 'td') =>
    make('tr', {}, ...row.map((cell) => make(tag, {}, ...inline(cell))));
  return make(
    'table',
    {},
    make('thead', {}, cells(head, 'th')),
    make('tbody', {}, ...rows.map((row) => cells(row, 'td'))),
  );
}
