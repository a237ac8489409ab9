/** Probabilities after each word as a line between 0 and 100 per cent. */
import { colour } from '../dom.js';
import { begin, GUTTER } from './canvas.js';

const HEIGHT = 190;
const NAMES = 46;

export function drawScores(
  canvas: HTMLCanvasElement,
  scores: readonly number[],
  words: readonly string[],
): void {
  const { context, width, x } = begin(canvas, HEIGHT, Math.max(1, scores.length));
  const plot = HEIGHT - NAMES;
  const y = (score: number) => 6 + (1 - score) * (plot - 12);
  context.font = '10px system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const score of [0, 0.5, 1]) {
    context.fillStyle = colour('--soft');
    context.fillText(`${100 * score}%`, GUTTER - 4, y(score));
    context.strokeStyle = colour('--line');
    context.beginPath();
    context.moveTo(GUTTER, y(score));
    context.lineTo(width, y(score));
    context.stroke();
  }
  context.beginPath();
  scores.forEach((score, n) => {
    if (n === 0) context.moveTo(x(0.5), y(score));
    else context.lineTo(x(n + 0.5), y(score));
  });
  context.strokeStyle = colour('--accent');
  context.lineWidth = 2;
  context.lineJoin = 'round';
  context.stroke();
  scores.forEach((score, n) => {
    context.beginPath();
    context.arc(x(n + 0.5), y(score), 3, 0, 2 * Math.PI);
    context.fillStyle = `rgb(${colour(score >= 0.5 ? '--good' : '--bad')})`;
    context.fill();
  });
  context.fillStyle = colour('--soft');
  let last = Number.NEGATIVE_INFINITY;
  words.forEach((word, n) => {
    if (x(n + 0.5) - last < 12) return;
    last = x(n + 0.5);
    context.save();
    context.translate(last, plot + 2);
    context.rotate(-Math.PI / 4);
    context.fillText(word.slice(0, 9), 0, 0);
    context.restore();
  });
}
