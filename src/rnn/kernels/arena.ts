/** The kernels' memory: explicit allocation and release, and typed views that stay right when the memory grows. */
import type { Pointer } from './exports.js';

const PAGE = 65536;
/** Blocks begin at multiples of a cache line, so that two threads never write into one. */
const ALIGNMENT = 64;

interface Hole {
  at: Pointer;
  bytes: number;
}

/**
 * Allocates from a `WebAssembly.Memory`, first fit, and grows it when nothing fits. The contents of a new block are
 * undefined. Blocks are padded to whole cache lines: kernels may read and write up to the next multiple of four
 * floats.
 */
export class Arena {
  /** Free blocks in order of address, no two adjacent. */
  private readonly holes: Hole[];
  private readonly sizes = new Map<Pointer, number>();
  private floats: Float32Array;

  /** @param start - first byte that may be used; what lies below belongs to the compiler */
  constructor(
    readonly memory: WebAssembly.Memory,
    start = 4096,
  ) {
    this.holes = [{ at: start, bytes: memory.buffer.byteLength - start }];
    this.floats = new Float32Array(memory.buffer);
  }

  /** Bytes in use. */
  get used(): number {
    let sum = 0;
    for (const bytes of this.sizes.values()) sum += bytes;
    return sum;
  }

  /**
   * Room for `count` entries of four bytes.
   * @throws RangeError when the memory cannot grow any further
   */
  alloc(count: number): Pointer {
    const bytes = Math.max(1, Math.ceil((count * 4) / ALIGNMENT)) * ALIGNMENT;
    let index = this.holes.findIndex((hole) => hole.bytes >= bytes);
    if (index < 0) index = this.grow(bytes);
    const hole = this.holes[index]!;
    const at = hole.at;
    hole.at += bytes;
    hole.bytes -= bytes;
    if (hole.bytes === 0) this.holes.splice(index, 1);
    this.sizes.set(at, bytes);
    return at;
  }

  /** Room for the values, which are copied in. */
  place(values: Float32Array | Int32Array): Pointer {
    const at = this.alloc(values.length);
    if (values instanceof Int32Array) this.i32(at, values.length).set(values);
    else this.f32(at, values.length).set(values);
    return at;
  }

  /** Gives a block back. Null and absent blocks are ignored, a block that was never allocated is a fault. */
  free(at: Pointer | undefined): void {
    if (!at) return;
    const bytes = this.sizes.get(at);
    if (bytes === undefined) throw new Error(`Arena.free: no block begins at ${at}`);
    this.sizes.delete(at);
    let index = this.holes.findIndex((hole) => hole.at > at);
    if (index < 0) index = this.holes.length;
    this.holes.splice(index, 0, { at, bytes });
    this.joinWithNext(index);
    if (index > 0) this.joinWithNext(index - 1);
  }

  /** Floats of a block. The view is good until the next allocation. */
  f32(at: Pointer, count: number): Float32Array {
    if (this.floats.buffer !== this.memory.buffer) this.floats = new Float32Array(this.memory.buffer);
    return this.floats.subarray(at >>> 2, (at >>> 2) + count);
  }

  /** Integers of a block. The view is good until the next allocation. */
  i32(at: Pointer, count: number): Int32Array {
    return new Int32Array(this.memory.buffer, at, count);
  }

  /** Doubles of a block. The view is good until the next allocation. */
  f64(at: Pointer, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, count);
  }

  private joinWithNext(index: number): void {
    const hole = this.holes[index]!;
    const next = this.holes[index + 1];
    if (!next || hole.at + hole.bytes !== next.at) return;
    hole.bytes += next.bytes;
    this.holes.splice(index + 1, 1);
  }

  /** Grows the memory until its last hole holds `bytes`. @returns the index of that hole */
  private grow(bytes: number): number {
    const end = this.memory.buffer.byteLength;
    const last = this.holes.at(-1);
    const atEnd = last && last.at + last.bytes === end ? last.bytes : 0;
    // By a quarter at least, so that a growing model does not grow the memory page by page.
    const pages = Math.ceil((bytes - atEnd) / PAGE);
    const wanted = Math.max(pages, Math.ceil(end / PAGE / 4));
    try {
      this.memory.grow(wanted);
    } catch {
      this.memory.grow(pages);
    }
    this.holes.push({ at: end, bytes: this.memory.buffer.byteLength - end });
    if (atEnd > 0) this.joinWithNext(this.holes.length - 2);
    return this.holes.length - 1;
  }
}
