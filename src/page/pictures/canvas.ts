/** A canvas as wide as its place, sharp on every screen, with time running from left to right beside a gutter for names. */

/** Pixels on the left for the names of rows. */
export const GUTTER = 34;

export interface Drawing {
  context: CanvasRenderingContext2D;
  /** In CSS pixels, the gutter included. */
  width: number;
  height: number;
  /** Where a moment is. */
  x(seconds: number): number;
}

/** Makes the canvas ready, empty. */
export function begin(canvas: HTMLCanvasElement, height: number, durationSeconds: number): Drawing {
  const width = Math.max(120, Math.floor(canvas.parentElement!.clientWidth));
  const ratio = window.devicePixelRatio || 1;
  canvas.style.height = `${height}px`;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d')!;
  context.scale(ratio, ratio);
  const span = width - GUTTER;
  return { context, width, height, x: (seconds) => GUTTER + (span * seconds) / durationSeconds };
}

/** Hair lines where words begin, through the whole height. */
export function wordLines(
  { context, height, x }: Drawing,
  words: readonly { startSeconds: number; endSeconds: number }[],
  colour: string,
): void {
  context.save();
  context.strokeStyle = colour;
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  context.beginPath();
  for (const edge of new Set(words.flatMap(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]))) {
    context.moveTo(Math.round(x(edge)) + 0.5, 0);
    context.lineTo(Math.round(x(edge)) + 0.5, height);
  }
  context.stroke();
  context.restore();
}

/** Names of rows in the gutter, as many as there is room for. */
export function rowNames(
  { context, height }: Drawing,
  names: readonly string[],
  y: (row: number) => number,
  colour: string,
): void {
  context.save();
  context.fillStyle = colour;
  context.font = '10px system-ui, sans-serif';
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  let last = Number.NEGATIVE_INFINITY;
  names.forEach((name, row) => {
    if (name === '' || Math.abs(y(row) - last) < 10) return;
    last = y(row);
    context.fillText(name, GUTTER - 5, Math.min(height - 5, Math.max(6, last)));
  });
  context.restore();
}
