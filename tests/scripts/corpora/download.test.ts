import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { download } from '../../../scripts/corpora/download.js';
import { InputError } from '../../../src/errors.js';
import { ArchiveServer } from './archive-server.js';

const FILE = randomBytes(200_000);
const FAST = { retryMs: 1 };

let server: ArchiveServer;
let folder: string;
let target: string;
beforeEach(async () => {
  server = await ArchiveServer.start();
  server.files.set('/a.tar.gz', FILE);
  folder = mkdtempSync(join(tmpdir(), 'download-'));
  target = join(folder, 'a.tar.gz');
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const expectWhole = (bytes: Buffer = FILE) => {
  expect(readFileSync(target).equals(bytes)).toBe(true);
  expect(readdirSync(folder)).toEqual(['a.tar.gz']);
};

/** What an earlier, interrupted run leaves. */
function leavePart(bytes: Buffer, validator = '"v1"'): void {
  writeFileSync(`${target}.part`, bytes);
  writeFileSync(`${target}.origin`, JSON.stringify({ url: server.url('/a.tar.gz'), validator }));
}

describe('download', () => {
  it('keeps the bytes as they are, through redirects, and tells the progress', async () => {
    const seen: [number, number | undefined][] = [];
    await download([server.url('/moved/a.tar.gz')], target, { onProgress: (...step) => seen.push(step) });
    expectWhole();
    expect(seen.at(-1)).toEqual([FILE.length, FILE.length]);
  });

  it('goes on after resets where it was', async () => {
    server.mischief.push({ resetAfter: 60_000 }, 'hang-up', { resetAfter: 50_000 });
    await download([server.url('/a.tar.gz')], target, FAST);
    expectWhole();
    const starts = server.ranges.map((range) => Number(range?.match(/\d+/)?.[0] ?? 0));
    expect(starts[0]).toBe(0);
    expect(starts[1]).toBeGreaterThan(0);
    expect(starts[2]).toBe(starts[1]);
    expect(starts[3]).toBeGreaterThan(starts[2]!);
  });

  it('goes on after an interrupted run', async () => {
    leavePart(FILE.subarray(0, 150_000));
    await download([server.url('/a.tar.gz')], target);
    expectWhole();
    expect(server.ranges).toEqual(['bytes=150000-']);
  });

  it('notices that nothing was missing', async () => {
    leavePart(FILE);
    await download([server.url('/a.tar.gz')], target);
    expectWhole();
  });

  it.each([
    ['the file has changed since', () => leavePart(Buffer.alloc(1000), '"v0"')],
    ['the part is longer than the file', () => leavePart(Buffer.alloc(FILE.length + 1))],
    ['nobody knows where the part is from', () => writeFileSync(`${target}.part`, Buffer.alloc(1000))],
    [
      'the server cannot resume',
      () => {
        leavePart(FILE.subarray(0, 1000));
        server.acceptRanges = false;
      },
    ],
  ])('starts anew when %s', async (_, arrange) => {
    arrange();
    await download([server.url('/a.tar.gz')], target, FAST);
    expectWhole();
  });

  it('manages without length and validator', async () => {
    server.etag = undefined;
    server.sendLength = false;
    await download([server.url('/a.tar.gz')], target);
    expectWhole();
  });

  it('waits out a busy server', async () => {
    server.mischief.push({ status: 503 }, { status: 429 });
    await download([server.url('/a.tar.gz')], target, FAST);
    expectWhole();
  });

  it('tries the next place at once when a file is not there', async () => {
    await download([server.url('/gone.tar.gz'), server.url('/a.tar.gz')], target, { retryMs: 60_000 });
    expectWhole();
  });

  it('says what each place answered, and keeps what came', async () => {
    server.mischief.push({ resetAfter: 60_000 }, ...new Array<'hang-up'>(20).fill('hang-up'));
    const error = await download([server.url('/a.tar.gz'), server.url('/gone')], target, {
      ...FAST,
      attempts: 2,
    }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).found).toMatch(/a\.tar\.gz: .*hang up.*; .*gone: /);
    expect(existsSync(target)).toBe(false);
  });
});
