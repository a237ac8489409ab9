/** The words of a clip, each to be pressed and heard, and the other readings. */
import type { Alternative, RecognizedWord, Transcript } from '../../speech/recognizer-types.js';
import { byId, make } from '../dom.js';

/** Below these confidences a word is likely, or doubtful. */
const SURE = 0.9;
const LIKELY = 0.6;

export function showTranscript(
  { text, words, alternatives, warnings }: Transcript,
  onPress: (word: RecognizedWord) => void,
): void {
  const place = byId('words');
  place.replaceChildren(
    ...words.flatMap((word) => {
      const percent = Math.round(100 * word.confidence);
      const button = make('button', {
        type: 'button',
        className: `word ${word.confidence >= SURE ? 'sure' : word.confidence >= LIKELY ? 'likely' : 'doubtful'}`,
        textContent: word.word.toLowerCase(),
        title: `${percent} % sure, ${word.startSeconds.toFixed(2)} to ${word.endSeconds.toFixed(2)} s`,
        onclick: () => onPress(word),
      });
      return [button, ' '];
    }),
  );
  if (words.length === 0) place.append(make('span', { className: 'nothing', textContent: 'No words.' }));
  const list = byId('warnings');
  list.replaceChildren(...warnings.map(({ message }) => make('li', { textContent: `${message}.` })));
  list.hidden = warnings.length === 0;
  showAlternatives(text, alternatives);
}

/** Marks the word that is being played. */
export function markWord(words: readonly RecognizedWord[], seconds: number | undefined): void {
  const buttons = byId('words').querySelectorAll('.word');
  buttons.forEach((button, n) => {
    const word = words[n];
    const now = word && seconds !== undefined && word.startSeconds <= seconds && seconds < word.endSeconds;
    button.classList.toggle('playing', Boolean(now));
  });
}

function showAlternatives(best: string, alternatives: readonly Alternative[]): void {
  const most = Math.max(...alternatives.map(({ logProbability }) => logProbability));
  const weights = alternatives.map(({ logProbability }) => Math.exp(logProbability - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const known = new Set(best.split(' '));
  byId('alternatives').replaceChildren(
    ...alternatives.map(({ text }, n) => {
      const share = (100 * weights[n]!) / total;
      const words = text.split(' ').flatMap((word) => {
        const shown = word.toLowerCase();
        return [known.has(word) ? shown : make('em', { textContent: shown }), ' '];
      });
      const percent = share >= 0.95 ? `${share.toFixed(0)} %` : '< 1 %';
      return make(
        'li',
        {},
        make('span', { className: 'share', textContent: percent }),
        make('span', {}, ...words),
      );
    }),
  );
  byId('alternatives-part').hidden = alternatives.length < 2;
}
