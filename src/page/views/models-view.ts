/** What models there are, and their cards. */
import { type ListedModel, readCard } from '../api.js';
import { byId, make } from '../dom.js';
import { showProblem } from '../problem.js';
import { cardElements } from './card-text.js';

export function showModels(models: readonly ListedModel[]): void {
  byId('cards').replaceChildren(...models.map(cardOf));
}

function cardOf({ id, kind, description, size_bytes, data, licence }: ListedModel): HTMLElement {
  const facts: [string, string | undefined][] = [
    ['Kind', kind],
    ['Size', `${(size_bytes / 1e6).toFixed(1)} MB`],
    ['Data', data],
    ['Licence', licence],
  ];
  const list = make('dl');
  for (const [name, value] of facts) {
    if (value) list.append(make('dt', { textContent: name }), make('dd', { textContent: value }));
  }
  const text = make('div', { hidden: true, className: 'card-text' });
  const button = make('button', { type: 'button', className: 'button small', textContent: 'Read the card' });
  button.setAttribute('aria-expanded', 'false');
  button.setAttribute('aria-label', `Read the card of ${id}`);
  const card = make(
    'article',
    { className: 'panel card' },
    make('h2', { textContent: id }),
    make('p', { textContent: description }),
    list,
    make('div', {}, button),
    text,
  );
  button.addEventListener('click', async () => {
    try {
      if (!text.hasChildNodes()) text.append(...cardElements(await readCard(id)).slice(1)); // its name stands above
    } catch (error) {
      showProblem(error);
      return;
    }
    text.hidden = !text.hidden;
    card.classList.toggle('open', !text.hidden);
    button.textContent = text.hidden ? 'Read the card' : 'Close the card';
    button.setAttribute('aria-label', `${button.textContent} of ${id}`);
    button.setAttribute('aria-expanded', String(!text.hidden));
  });
  return card;
}
