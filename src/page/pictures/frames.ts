/** The pictures of frames: cepstra, posteriors of phones, and the best path through the states of the words. */
import type { ByteTable, Inspection, PathState } from '../../speech/inspection.js';
import { colour } from '../dom.js';
import { begin, type Drawing, rowNames, wordLines } from './canvas.js';
import { heatMap } from './heat-map.js';

const CEPSTRA_ROW = 4;
const PHONE_ROW = 8;
const TRELLIS = { row: 11, least: 120, most: 560 };

export function drawCepstra(canvas: HTMLCanvasElement, inspection: Inspection, seconds: number): void {
  const { cepstra, hopSeconds, transcript } = inspection;
  const drawing = begin(canvas, Math.max(80, CEPSTRA_ROW * cepstra.columns), seconds);
  const ramp = ['--cold', '--mid', '--warm'] as const;
  heatMap(drawing, cepstra, { ramp, frameSeconds: hopSeconds, upwards: true });
  wordLines(drawing, transcript.words, colour('--soft'));
  const y = (row: number) => drawing.height * (1 - (row + 0.5) / cepstra.columns);
  const names = Array.from({ length: cepstra.columns }, (_, c) => (c % 10 === 0 ? `c${c}` : ''));
  rowNames(drawing, names, y, colour('--soft'));
}

export function drawPosteriors(canvas: HTMLCanvasElement, inspection: Inspection, seconds: number): void {
  const { posteriors, phones, states, frameSeconds, transcript } = inspection;
  const drawing = begin(canvas, PHONE_ROW * phones.length, seconds);
  const ramp = ['--ramp-0', '--ramp-1', '--ramp-2'] as const;
  heatMap(drawing, aboveMedian(posteriors), { ramp, frameSeconds, curve: Math.sqrt });
  wordLines(drawing, transcript.words, colour('--soft'));
  const y = (row: number) => ((row + 0.5) * drawing.height) / phones.length;
  rowNames(
    drawing,
    phones.map((phone) => phone.toLowerCase()),
    y,
    colour('--soft'),
  );
  drawPath(drawing, states, frameSeconds, ({ phone }) => y(phones.indexOf(phone)), 1.25);
}

export function drawTrellis(canvas: HTMLCanvasElement, inspection: Inspection, seconds: number): void {
  const { fit, states, frameSeconds, transcript } = inspection;
  const height = Math.min(TRELLIS.most, Math.max(TRELLIS.least, TRELLIS.row * states.length));
  const drawing = begin(canvas, height, seconds);
  const ramp = ['--ramp-0', '--ramp-1', '--ramp-2'] as const;
  heatMap(drawing, fit, { ramp, frameSeconds, curve: (share) => share ** 2 });
  const y = (row: number) => ((row + 0.5) * height) / states.length;
  wordRows(drawing, states, y);
  wordLines(drawing, transcript.words, colour('--soft'));
  const names = states.map(({ phone, position }) => (position === 0 ? phone.toLowerCase() : ''));
  rowNames(drawing, names, y, colour('--soft'));
  const rows = new Map(states.map((state, row) => [state, row]));
  drawPath(drawing, states, frameSeconds, (state) => y(rows.get(state)!), 2);
}

/**
 * What each column has beyond its median, stretched to all 256 steps. Posteriors of Gaussians are near 0 or 1 anyway;
 * those of a network trained on sequences stand on a plateau of their own for each phone.
 */
function aboveMedian(table: ByteTable): ByteTable {
  const { rows: T, columns: D, bytes } = table;
  const out = new Uint8Array(bytes.length);
  for (let d = 0; d < D; d++) {
    const column = Uint8Array.from({ length: T }, (_, t) => bytes[t * D + d]!);
    const median = column.toSorted()[T >> 1]!;
    column.forEach((value, t) => {
      out[t * D + d] = Math.max(0, value - median);
    });
  }
  const peak = out.toSorted()[Math.floor(0.997 * (out.length - 1))] || 1;
  return { ...table, bytes: out.map((value) => Math.min(255, (255 * value) / peak)) };
}

/** Hair lines between the rows of one word and the next. */
function wordRows(
  { context, width, height }: Drawing,
  states: readonly PathState[],
  y: (row: number) => number,
) {
  context.save();
  context.strokeStyle = colour('--soft');
  context.globalAlpha = 0.4;
  context.setLineDash([2, 3]);
  context.beginPath();
  states.forEach(({ word }, row) => {
    if (row === 0 || word === states[row - 1]!.word) return;
    const edge = Math.round(y(row) - height / states.length / 2) + 0.5;
    context.moveTo(0, edge);
    context.lineTo(width, edge);
  });
  context.stroke();
  context.restore();
}

/** The path as a staircase: along each state as long as it lasts. */
function drawPath(
  { context, x }: Drawing,
  states: readonly PathState[],
  frameSeconds: number,
  y: (state: PathState) => number,
  thickness: number,
): void {
  context.save();
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.beginPath();
  states.forEach((state, n) => {
    const from = x(state.startFrame * frameSeconds);
    if (n === 0) context.moveTo(from, y(state));
    else context.lineTo(from, y(state));
    context.lineTo(x(state.endFrame * frameSeconds), y(state));
  });
  context.strokeStyle = colour('--panel');
  context.lineWidth = thickness + 2;
  context.stroke();
  context.strokeStyle = colour('--path');
  context.lineWidth = thickness;
  context.stroke();
  context.restore();
}
