/** A trainer on disk: everything it needs to go on as if it had never stopped. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync } from 'node:fs';
import { InputError } from '../../errors.js';
import { writeAll } from '../../write-all.js';
import type { Trainer } from './trainer.js';

const MAGIC = 'utterly-checkpoint/1';

/** Where a run stands. */
export interface RunPosition {
  epoch: number;
  /** Batches of the epoch that are done. */
  batch: number;
  steps: number;
  /** Best figure on dev so far, and the epoch that reached it. */
  best?: { figure: number; epoch: number };
  /** Sums of the running epoch, so that its report is that of an unbroken run. */
  sums: Record<string, number>;
  /** Seconds of work so far. */
  seconds: number;
}

interface CheckpointHeader {
  format: string;
  /** What must be equal for a run to go on: the network and all that decides its course. */
  identity: unknown;
  position: RunPosition;
  vectors: { name: string; length: number }[];
}

/** Writes the state beside the old one and puts it in its place at once, so that a kill never leaves half a file. */
export function writeCheckpoint<Target>(
  path: string,
  trainer: Trainer<Target>,
  identity: unknown,
  position: RunPosition,
): void {
  const vectors = trainer.state();
  const header: CheckpointHeader = {
    format: MAGIC,
    identity,
    position,
    vectors: vectors.map(({ name, values }) => ({ name, length: values.length })),
  };
  const text = Buffer.from(JSON.stringify(header));
  const sizes = Buffer.alloc(4);
  sizes.writeUInt32LE(text.length);
  const file = openSync(`${path}.new`, 'w');
  try {
    for (const part of [sizes, text, ...vectors.map(({ values }) => values)]) writeAll(file, part);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}

/**
 * Puts a trainer back where the checkpoint at `path` was written, if there is one.
 * @returns where the run stands, or undefined where there is no checkpoint
 * @throws InputError `checkpoint-differs` naming what is different, `checkpoint-damaged`
 */
export function readCheckpoint<Target>(
  path: string,
  trainer: Trainer<Target>,
  identity: unknown,
): RunPosition | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const header = readHeader(path, bytes);
  const difference = firstDifference(header.identity, JSON.parse(JSON.stringify(identity)), '');
  if (difference) {
    throw new InputError({
      code: 'checkpoint-differs',
      found: `${path} of another run: ${difference}`,
      expected: 'a checkpoint of the same network, data and options',
      remedy: 'Restore the options the run was started with, or begin anew in another folder.',
    });
  }
  let at = 4 + bytes.readUInt32LE(0);
  for (const [i, { name, values }] of trainer.state().entries()) {
    const kept = header.vectors[i];
    if (kept?.name !== name || kept.length !== values.length || at + values.byteLength > bytes.length) {
      throw damaged(
        path,
        `a vector ${kept?.name} of ${kept?.length} in place of ${name} of ${values.length}`,
      );
    }
    values.set(new Float32Array(Uint8Array.prototype.slice.call(bytes, at, at + values.byteLength).buffer));
    at += values.byteLength;
  }
  trainer.steps = header.position.steps;
  trainer.touched();
  return header.position;
}

function readHeader(path: string, bytes: Buffer): CheckpointHeader {
  try {
    const length = bytes.readUInt32LE(0);
    const header = JSON.parse(bytes.toString('utf8', 4, 4 + length)) as CheckpointHeader;
    if (header.format === MAGIC) return header;
  } catch {
    // Said below.
  }
  throw damaged(path, 'no checkpoint header');
}

function damaged(path: string, found: string): InputError {
  return new InputError({
    code: 'checkpoint-damaged',
    found: `${found} in ${path}`,
    expected: 'a whole checkpoint',
    remedy: 'Delete the file; training begins anew.',
  });
}

/** The first attribute in which two JSON values differ, as text. */
function firstDifference(kept: unknown, wanted: unknown, path: string): string | undefined {
  if (Object.is(kept, wanted)) return undefined;
  const bothObjects =
    typeof kept === 'object' && typeof wanted === 'object' && kept !== null && wanted !== null;
  if (!bothObjects) {
    return `${path || 'it'} is ${JSON.stringify(kept)} there and ${JSON.stringify(wanted)} here`;
  }
  const [a, b] = [kept as Record<string, unknown>, wanted as Record<string, unknown>];
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const difference = firstDifference(a[key], b[key], path ? `${path}.${key}` : key);
    if (difference) return difference;
  }
  return undefined;
}
