/** What went wrong, told to the visitor in the words of the program. */
import { type Explanation, InputError } from '../errors.js';
import { byId, make } from './dom.js';

export function showProblem(error: unknown): void {
  const box = byId('problem');
  const { found, remedy } = explanationOf(error);
  box.replaceChildren(make('b', { textContent: `Found ${found}.` }), remedy);
  box.hidden = false;
}

export function hideProblem(): void {
  byId('problem').hidden = true;
}

/** The server cannot answer yet, or it can again. */
export function showWaiting(isWaiting: boolean): void {
  byId('waiting').textContent = isWaiting ? 'The server is still opening its models; asking again …' : '';
}

function explanationOf(error: unknown): Pick<Explanation, 'found' | 'remedy'> {
  if (error instanceof InputError) return error;
  const found = `a fault of the page: ${error instanceof Error ? error.message : String(error)}`;
  return { found, remedy: 'Load the page again.' };
}
