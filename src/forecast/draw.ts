/** The end of a series and its forecast as an SVG picture. */

const WIDTH = 800;
const HEIGHT = 320;
const MARGIN = 50;

/** @param title - shown above, and read out by screen readers */
export function drawForecast(history: Float64Array, forecast: Float64Array, title: string): string {
  const shown = history.slice(-Math.max(5 * forecast.length, 50));
  const all = [...shown, ...forecast];
  const low = Math.min(...all);
  const span = Math.max(...all) - low || 1;
  const x = (t: number) => MARGIN + ((WIDTH - 2 * MARGIN) * t) / Math.max(1, all.length - 1);
  const y = (value: number) => HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * (value - low)) / span;
  const path = (values: readonly number[], from: number) =>
    values.map((value, i) => `${x(from + i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const label = (value: number) =>
    `<text x="${MARGIN - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${Number(value.toPrecision(4))}</text>`;
  const line = (points: string, colour: string) =>
    `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
  const escaped = title.replace(/[&<>"]/gu, (mark) => `&#${mark.codePointAt(0)};`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${MARGIN}" y="24" font-size="14">${escaped}</text>
${label(low)}${label(low + span)}
${line(path([...shown], 0), '#444')}
${line(path([shown.at(-1)!, ...forecast], shown.length - 1), '#d62728')}
</svg>
`;
}
