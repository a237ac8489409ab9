/** Transcript → opinion: every reading has its say, as far as the recogniser believes it. */
import type { Transcript } from '../../speech/recognizer-types.js';
import { judge } from '../api.js';
import { byId, make } from '../dom.js';

export async function showSpokenVerdict({ text, alternatives }: Transcript): Promise<void> {
  const place = byId('spoken-verdict');
  place.hidden = true;
  if (text === '') return;
  try {
    const opinions = await judge(alternatives.map((reading) => reading.text.toLowerCase()));
    const most = Math.max(...alternatives.map(({ logProbability }) => logProbability));
    const weights = alternatives.map(({ logProbability }) => Math.exp(logProbability - most));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const score = opinions.reduce((sum, opinion, n) => sum + (weights[n]! / total) * opinion.score, 0);
    const verdict = score > 2 / 3 ? 'praise' : score < 1 / 3 ? 'blame' : 'neither praise nor blame';
    const readings = alternatives.length > 1 ? `, over ${alternatives.length} readings` : '';
    place.replaceChildren(
      'Words → opinion: this sounds like ',
      make('b', { textContent: verdict }),
      ` (${Math.round(100 * score)} % positive${readings}).`,
    );
    place.hidden = false;
  } catch {
    // Without the server, or without a model that judges, there are words and no opinion.
  }
}
