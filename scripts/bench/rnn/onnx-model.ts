/** Writes a stack of LSTM or reset-after GRU layers as an ONNX model: just enough protobuf for that. */
import type { CellSpec } from '../../../src/rnn/kernels/cell.js';
import { gateCount } from '../../../src/rnn/kernels/cell.js';
import type { LayerWeights } from './saved-model.js';

type Field = Uint8Array;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function varint(value: number): number[] {
  const out: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) out.push((value & 127) | 128);
  out.push(value);
  return out;
}

function join(parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/** A field with a number in it. */
const int = (field: number, value: number): Field =>
  Uint8Array.from([...varint(field * 8), ...varint(value)]);

/** A field with text, bytes or a message in it. */
function block(field: number, content: string | Uint8Array | Field[]): Field {
  const bytes =
    typeof content === 'string' ? bytesOf(content) : Array.isArray(content) ? join(content) : content;
  return join([Uint8Array.from([...varint(field * 8 + 2), ...varint(bytes.length)]), bytes]);
}

// Numbers of fields as in onnx.proto.
const tensor = (name: string, dims: number[], values: Float32Array): Field =>
  block(5, [
    ...dims.map((d) => int(1, d)),
    int(2, 1),
    block(8, name),
    block(9, new Uint8Array(values.buffer)),
  ]);
const attribute = (name: string, value: number): Field =>
  block(5, [block(1, name), int(3, value), int(20, 2)]);
const attributes = (name: string, value: number): Field =>
  block(5, [block(1, name), int(8, value), int(20, 7)]);
const node = (type: string, inputs: string[], outputs: string[], fields: Field[]): Field =>
  block(1, [
    ...inputs.map((i) => block(1, i)),
    ...outputs.map((o) => block(2, o)),
    block(4, type),
    ...fields,
  ]);
/** A value of the graph: float, with named dimensions where the size is open. */
function value(field: number, name: string, dims: (number | string)[]): Field {
  const shape = dims.map((d) => block(1, [typeof d === 'number' ? int(1, d) : block(2, d)]));
  return block(field, [block(1, name), block(2, [block(1, [int(1, 1), block(2, shape)])])]);
}

/** Keras's [rows, G·H] → ONNX's [G·H, rows] with the gates in ONNX's order. */
function regate(matrix: Float32Array, rows: number, H: number, order: number[]): Float32Array {
  const G = order.length;
  const out = new Float32Array(matrix.length);
  order.forEach((gate, g) => {
    for (let j = 0; j < H; j++) {
      for (let r = 0; r < rows; r++) out[(g * H + j) * rows + r] = matrix[(r * G + gate) * H + j]!;
    }
  });
  return out;
}

/** The model: "x" [T, 1, I] → "y" [T, 1, H]. */
export function onnxStack(cell: CellSpec, stack: LayerWeights[]): Uint8Array {
  const H = cell.units;
  const N = gateCount(cell) * H;
  const order = cell.kind === 'lstm' ? [0, 3, 1, 2] : [0, 1, 2];
  const fields: Field[] = [];
  stack.forEach(({ inputs, kernel, recurrent, bias }, l) => {
    const biases = new Float32Array(2 * N);
    biases.set(regate(bias.subarray(0, N), 1, H, order));
    if (bias.length > N) biases.set(regate(bias.subarray(N), 1, H, order), N);
    fields.push(tensor(`W${l}`, [1, N, inputs], regate(kernel, inputs, H, order)));
    fields.push(tensor(`R${l}`, [1, N, H], regate(recurrent, H, H, order)));
    fields.push(tensor(`B${l}`, [1, 2 * N], biases));
    const from = l ? `h${l - 1}` : 'x';
    const after = cell.kind === 'gru' ? [attribute('linear_before_reset', 1)] : [];
    const type = cell.kind === 'gru' ? 'GRU' : 'LSTM';
    fields.push(
      node(type, [from, `W${l}`, `R${l}`, `B${l}`], [`y${l}`], [attribute('hidden_size', H), ...after]),
    );
    fields.push(
      node('Squeeze', [`y${l}`], [l === stack.length - 1 ? 'y' : `h${l}`], [attributes('axes', 1)]),
    );
  });
  fields.push(block(2, 'stack'));
  fields.push(value(11, 'x', ['T', 1, stack[0]!.inputs]), value(12, 'y', ['T', 1, H]));
  return join([int(1, 6), block(7, fields), block(8, [block(1, ''), int(2, 11)])]);
}
