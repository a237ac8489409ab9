/** A table of bytes as a picture: time to the right, rows in the order given, colours between three of the style sheet. */
import type { ByteTable } from '../../speech/inspection.js';
import { colour } from '../dom.js';
import { type Drawing, GUTTER } from './canvas.js';

export interface HeatMapOptions {
  /** Names of the style sheet's colours for the lowest, the middle and the highest value. */
  ramp: readonly [string, string, string];
  /** Seconds of one row of the table. */
  frameSeconds: number;
  /** Whether the table's first column is at the bottom. */
  upwards?: boolean;
  /** 0 … 1 → 0 … 1: how values spread over the ramp. */
  curve?: (share: number) => number;
}

/** Paints the table, a row of it to a column of the picture, over the whole height. */
export function heatMap(drawing: Drawing, table: ByteTable, options: HeatMapOptions): void {
  const { rows: T, columns: D, bytes } = table;
  if (T === 0 || D === 0) return;
  const { ramp, frameSeconds, upwards = false, curve = (share) => share } = options;
  const palette = paletteOf(
    ramp.map((name) => rgb(colour(name))),
    curve,
  );
  const image = new ImageData(T, D);
  const pixels = new Uint32Array(image.data.buffer);
  for (let t = 0; t < T; t++) {
    for (let d = 0; d < D; d++) {
      pixels[(upwards ? D - 1 - d : d) * T + t] = palette[bytes[t * D + d]!]!;
    }
  }
  const small = new OffscreenCanvas(T, D);
  small.getContext('2d')!.putImageData(image, 0, 0);
  const { context, height, x } = drawing;
  context.imageSmoothingEnabled = T > drawing.width;
  context.drawImage(small, GUTTER, 0, x(T * frameSeconds) - GUTTER, height);
}

/** Colours of the 256 values. */
function paletteOf(stops: readonly number[][], curve: (share: number) => number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const at = curve(byte / 255) * (stops.length - 1);
    const k = Math.min(stops.length - 2, Math.floor(at));
    const [r, g, b] = stops[k]!.map((value, c) => value + (at - k) * (stops[k + 1]![c]! - value));
    return (255 << 24) | (Math.round(b!) << 16) | (Math.round(g!) << 8) | Math.round(r!);
  });
}

function rgb(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}
