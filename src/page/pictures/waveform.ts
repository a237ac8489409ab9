/** Samples as an outline, with the words above it. */
import type { RecognizedWord } from '../../speech/recognizer-types.js';
import type { Clip } from '../audio/clip.js';
import { colour } from '../dom.js';
import { begin, GUTTER, wordLines } from './canvas.js';

const HEIGHT = 96;
const NAMES = 18;

export function drawWaveform(
  canvas: HTMLCanvasElement,
  { samples, durationSeconds }: Clip,
  words: readonly RecognizedWord[],
): void {
  const drawing = begin(canvas, HEIGHT, durationSeconds);
  const { context, width, x } = drawing;
  const loudest = Math.max(1e-3, loudestOf(samples));
  const middle = NAMES + (HEIGHT - NAMES) / 2;
  const reach = (HEIGHT - NAMES) / 2 - 2;
  context.fillStyle = colour('--accent');
  const columns = width - GUTTER;
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((samples.length * column) / columns);
    const to = Math.max(from + 1, Math.floor((samples.length * (column + 1)) / columns));
    let low = 0;
    let high = 0;
    for (let i = from; i < to; i++) {
      low = Math.min(low, samples[i]!);
      high = Math.max(high, samples[i]!);
    }
    const top = middle - (reach * high) / loudest;
    context.fillRect(GUTTER + column, top, 1, Math.max(1, (reach * (high - low)) / loudest));
  }
  wordLines(drawing, words, colour('--soft'));
  context.fillStyle = colour('--ink');
  context.font = '11px system-ui, sans-serif';
  context.textBaseline = 'top';
  for (const { word, startSeconds, endSeconds } of words) {
    const room = x(endSeconds) - x(startSeconds) - 4;
    const text = fitted(context, word, room);
    if (text) context.fillText(text, x(startSeconds) + 3, 2);
  }
}

/** As much of a word as there is room for; nothing rather than a letter or two. */
function fitted(context: CanvasRenderingContext2D, word: string, room: number): string {
  if (context.measureText(word).width <= room) return word;
  for (let n = word.length - 1; n >= 2; n--) {
    const text = `${word.slice(0, n)}…`;
    if (context.measureText(text).width <= room) return text;
  }
  return '';
}

function loudestOf(samples: Float32Array): number {
  let loudest = 0;
  for (const x of samples) loudest = Math.max(loudest, Math.abs(x));
  return loudest;
}
