/** What the visitor's words or grammar changed: the two transcripts word against word. */
import { alignTokens } from '../../speech/evaluation/edit-alignment.js';
import type { OpenRecognizerOptions } from '../../speech/recognizer-types.js';
import { byId, make } from '../dom.js';

export function showDifference(before: string, now: string, constraints: OpenRecognizerOptions): void {
  const place = byId('difference');
  const what = Object.keys(constraints).length === 0 ? '' : constraints.grammar ? 'grammar' : 'words';
  place.hidden = what === '';
  if (what === '') return;
  if (before === now) {
    place.textContent = `With your ${what}: the same is heard as without.`;
    return;
  }
  const tokens = (text: string) => text.toLowerCase().split(' ').filter(Boolean);
  const parts = alignTokens(tokens(before), tokens(now)).flatMap(({ reference, hypothesis }) => {
    if (reference === hypothesis) return [hypothesis!, ' '];
    const old = reference === undefined ? [] : [make('del', { textContent: reference }), ' '];
    const own = hypothesis === undefined ? [] : [make('ins', { textContent: hypothesis }), ' '];
    return [...old, ...own];
  });
  place.replaceChildren(`With your ${what}: `, ...parts);
}
