import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeAll } from '../src/write-all.js';

it('writes on where the system wrote only a part', () => {
  const folder = mkdtempSync(join(tmpdir(), 'write-'));
  const path = join(folder, 'file');
  const file = openSync(path, 'w');
  const values = Float32Array.of(1, 2, 3, 4, 5);
  writeAll(file, values.subarray(1), (to, bytes) => writeSync(to, bytes.subarray(0, 3)));
  closeSync(file);
  expect(new Uint8Array(readFileSync(path))).toEqual(new Uint8Array(Float32Array.of(2, 3, 4, 5).buffer));
  rmSync(folder, { recursive: true });
});

it('passes on what the system says when there is no more room', () => {
  const full = openSync('/dev/full', 'w');
  expect(() => writeAll(full, new Uint8Array(10))).toThrow('ENOSPC');
  closeSync(full);
});
