/** The end of a series and its forecast, in the fan of its intervals, as an SVG picture. */
import type { Forecast } from './auto.js';
import type { RegimeRun } from './regimes.js';

const WIDTH = 800;
const HEIGHT = 320;
const MARGIN = 50;

/**
 * @param title - shown above, and read out by screen readers
 * @param runs - of regimes: all but the calmest are shaded, the wilder the darker
 */
export function drawForecast(
  history: Float64Array,
  { values, intervals }: Pick<Forecast, 'values' | 'intervals'>,
  title: string,
  runs: readonly RegimeRun[] = [],
): string {
  const shown = history.slice(-Math.max(5 * values.length, 50));
  const all = [...shown, ...values, ...intervals.flatMap(({ low, high }) => [...low, ...high])];
  const points = shown.length + values.length;
  const low = Math.min(...all);
  const span = Math.max(...all) - low || 1;
  const x = (t: number) => MARGIN + ((WIDTH - 2 * MARGIN) * t) / Math.max(1, points - 1);
  const y = (value: number) => HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * (value - low)) / span;
  const path = (numbers: ArrayLike<number>, from: number) =>
    Array.from(numbers, (value, i) => `${x(from + i).toFixed(1)},${y(value).toFixed(1)}`);
  const label = (value: number) =>
    `<text x="${MARGIN - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${Number(value.toPrecision(4))}</text>`;
  const line = (numbers: ArrayLike<number>, from: number, colour: string) =>
    `<polyline points="${path(numbers, from).join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
  // From the widest to the narrowest, each from the last known point on.
  const now = shown.length - 1;
  const fan = intervals.toReversed().map(({ level, low, high }) => {
    const there = path([shown[now]!, ...high], now);
    const back = path([shown[now]!, ...low], now).reverse();
    return `<polygon points="${[...there, ...back].join(' ')}" fill="#d62728" fill-opacity="0.15"><title>${100 * level} %</title></polygon>`;
  });
  const before = history.length - shown.length;
  const shades = runs
    .filter(({ regime, to }) => regime > 0 && to > before)
    .map(({ regime, from, to }) => {
      const [left, right] = [x(Math.max(from - before, 0) - 0.5), x(to - before - 0.5)];
      return `<rect x="${left.toFixed(1)}" y="${MARGIN}" width="${(right - left).toFixed(1)}" height="${HEIGHT - 2 * MARGIN}" fill="#1f77b4" fill-opacity="${0.12 * regime}"><title>regime ${regime + 1}</title></rect>`;
    });
  const escaped = title.replace(/[&<>"]/gu, (mark) => `&#${mark.codePointAt(0)};`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${MARGIN}" y="24" font-size="14">${escaped}</text>
${label(low)}${label(low + span)}
${[...shades, ...fan].join('\n')}
${line(shown, 0, '#444')}
${line([shown[now]!, ...values], now, '#d62728')}
</svg>
`;
}
