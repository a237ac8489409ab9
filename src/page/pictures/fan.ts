/** The end of a series and its forecast in the fans of its intervals. */
import type { FuturePointJson, SeriesPoint } from '../api.js';
import { colour } from '../dom.js';
import { begin, type Drawing, GUTTER } from './canvas.js';

const HEIGHT = 300;
const BOTTOM = 26;
const TOP = 8;

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

export function drawFan(
  canvas: HTMLCanvasElement,
  history: readonly SeriesPoint[],
  forecast: readonly FuturePointJson[],
): void {
  const drawing = begin(canvas, HEIGHT, Math.max(1, history.length + forecast.length - 1));
  const { context, x } = drawing;
  const ends = forecast.flatMap(({ low80, high80, low95, high95 }) => [low80, high80, low95, high95]);
  const values = [...history, ...forecast].map(({ value }) => value);
  const all = [...values, ...ends.filter((end) => end !== undefined)];
  const low = Math.min(...all);
  const span = Math.max(...all) - low || 1;
  const y = (value: number): number => TOP + ((HEIGHT - TOP - BOTTOM) * (low + span - value)) / span;
  grid(drawing, [low, low + span / 2, low + span], y);
  names(drawing, history, forecast);

  const now = history.length - 1;
  const last = history.at(-1);
  const fan = (lower: 'low80' | 'low95', upper: 'high80' | 'high95'): void => {
    if (forecast[0]?.[lower] === undefined || forecast[0][upper] === undefined) return;
    context.beginPath();
    if (last) context.moveTo(x(now), y(last.value));
    forecast.forEach((point, h) => {
      context.lineTo(x(now + 1 + h), y(point[upper]!));
    });
    forecast.toReversed().forEach((point, h) => {
      context.lineTo(x(now + forecast.length - h), y(point[lower]!));
    });
    context.closePath();
    context.globalAlpha = 0.16;
    context.fillStyle = colour('--path');
    context.fill();
    context.globalAlpha = 1;
  };
  fan('low95', 'high95');
  fan('low80', 'high80');
  const line = (points: readonly SeriesPoint[], from: number, stroke: string): void => {
    context.beginPath();
    points.forEach(({ value }, n) => {
      context.lineTo(x(from + n), y(value));
    });
    context.strokeStyle = stroke;
    context.lineWidth = 1.75;
    context.lineJoin = 'round';
    context.stroke();
  };
  line(history, 0, colour('--ink'));
  line(last ? [last, ...forecast] : forecast, last ? now : 0, colour('--path'));
}

function grid({ context, width }: Drawing, values: readonly number[], y: (value: number) => number): void {
  context.font = '10px system-ui, sans-serif';
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  for (const value of values) {
    context.fillStyle = colour('--soft');
    context.fillText(short.format(value), GUTTER - 4, y(value));
    context.strokeStyle = colour('--line');
    context.beginPath();
    context.moveTo(GUTTER, y(value));
    context.lineTo(width, y(value));
    context.stroke();
  }
}

/** The first time of the past and the last of the future, and where one becomes the other. */
function names(
  { context, width, x }: Drawing,
  history: readonly SeriesPoint[],
  forecast: readonly FuturePointJson[],
): void {
  const now = x(Math.max(0, history.length - 1));
  context.strokeStyle = colour('--soft');
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(now, TOP);
  context.lineTo(now, HEIGHT - BOTTOM);
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = colour('--soft');
  const write = (text: string | undefined, at: number, align: CanvasTextAlign): void => {
    context.textAlign = align;
    if (text) context.fillText(text, at, HEIGHT - 10);
  };
  write(history[0]?.time, GUTTER, 'left');
  write(forecast.at(-1)?.time, width - 2, 'right');
  const middle = history.at(-1)?.time;
  const half = context.measureText(middle ?? '').width / 2;
  if (now - half > width / 4 && now + half < width - 90) write(middle, now, 'center');
}
