/** Downloads a file so that nothing received is lost: broken connections and broken-off runs go on where they were. */
import {
  createWriteStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../src/errors.js';
import { openUrl } from './http.js';

export interface DownloadOptions {
  /** Told the bytes there are and, where the server says so, the bytes there will be. */
  onProgress?: (received: number, total: number | undefined) => void;
  /** Attempts in a row, at one URL, that bring no new byte. */
  attempts?: number;
  /** Wait before the second attempt; doubles each time. */
  retryMs?: number;
}

/** What the partial file is part of: kept beside it. */
interface Origin {
  url: string;
  /** ETag or date of the whole file, so that parts of different versions are never joined. */
  validator?: string;
}

/** The server refuses this URL for good; another may do. */
class Refusal extends Error {}

/**
 * Downloads the first URL that answers to `target`, by way of `target.part`.
 *
 * @throws InputError `corpus-download-failed` with the failure of each URL.
 */
export async function download(
  urls: readonly string[],
  target: string,
  options: DownloadOptions = {},
): Promise<void> {
  const failures: string[] = [];
  for (const url of urls) {
    try {
      return await downloadFrom(url, target, options);
    } catch (error) {
      failures.push(`${url}: ${(error as Error).message}`);
    }
  }
  throw new InputError({
    code: 'corpus-download-failed',
    found: failures.join('; '),
    expected: 'an answer with the file',
    remedy:
      'Run the same command again to go on where it stopped, or give a folder of archives with --mirror.',
  });
}

async function downloadFrom(url: string, target: string, options: DownloadOptions): Promise<void> {
  const { attempts = 5, retryMs = 1000 } = options;
  for (let fruitless = 0, wait = retryMs; ; wait *= 2) {
    const before = sizeOf(`${target}.part`);
    try {
      return await attempt(url, target, options);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      // As long as bytes come, the connection is bad but not hopeless.
      if (sizeOf(`${target}.part`) > before) {
        fruitless = 0;
        wait = retryMs;
      } else fruitless++;
      if (fruitless >= attempts) throw error;
      await sleep(wait);
    }
  }
}

async function attempt(url: string, target: string, { onProgress }: DownloadOptions): Promise<void> {
  const part = `${target}.part`;
  const origin = readOrigin(target);
  // A part from elsewhere, or from nobody knows where, is no start.
  if (origin?.url !== url) rmSync(part, { force: true });
  const have = sizeOf(part);
  const response = await openUrl(url, {
    'accept-encoding': 'identity',
    ...(have > 0 && { range: `bytes=${have}-`, ...(origin?.validator && { 'if-range': origin.validator }) }),
  });
  const { statusCode = 0 } = response;
  if (statusCode === 416) {
    // Nothing beyond what we have, or a part longer than the file: the total decides.
    response.resume();
    if (totalOf(response, have) !== have) {
      rmSync(part, { force: true });
      throw new Error('the part did not fit the file');
    }
  } else if (statusCode === 200 || (statusCode === 206 && startOf(response) === have)) {
    const at = statusCode === 206 ? have : 0;
    const total = totalOf(response, at);
    writeFileSync(
      `${target}.origin`,
      JSON.stringify({ url, validator: validatorOf(response) } satisfies Origin),
    );
    await receive(response, part, at, total, onProgress);
    if (total !== undefined && sizeOf(part) !== total)
      throw new Error(`${sizeOf(part)} bytes instead of ${total}`);
  } else {
    response.resume();
    const message = `HTTP status ${statusCode}`;
    throw statusCode >= 400 && statusCode < 500 && statusCode !== 429
      ? new Refusal(message)
      : new Error(message);
  }
  renameSync(part, target);
  rmSync(`${target}.origin`, { force: true });
}

async function receive(
  response: IncomingMessage,
  part: string,
  at: number,
  total: number | undefined,
  onProgress: DownloadOptions['onProgress'],
): Promise<void> {
  let received = at;
  const meter = new Transform({
    transform(chunk: Buffer, _, done) {
      received += chunk.length;
      onProgress?.(received, total);
      done(null, chunk);
    },
  });
  await pipeline(response, meter, createWriteStream(part, { flags: at > 0 ? 'a' : 'w' }));
}

function startOf({ headers }: IncomingMessage): number | undefined {
  const [, start] = /^bytes (\d+)-/u.exec(headers['content-range'] ?? '') ?? [];
  return start === undefined ? undefined : Number(start);
}

/** Size of the whole file: from `Content-Range: … /SIZE`, or the length of this answer after the `at` bytes we have. */
function totalOf({ headers }: IncomingMessage, at: number): number | undefined {
  const [, total] = /\/(\d+)$/u.exec(headers['content-range'] ?? '') ?? [];
  if (total !== undefined) return Number(total);
  const length = headers['content-length'];
  return length === undefined ? undefined : at + Number(length);
}

/** A weak ETag does not promise equal bytes, so it is no validator. */
function validatorOf({ headers }: IncomingMessage): string | undefined {
  const { etag } = headers;
  return etag?.startsWith('"') ? etag : headers['last-modified'];
}

function readOrigin(target: string): Origin | undefined {
  const path = `${target}.origin`;
  try {
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Origin) : undefined;
  } catch {
    return undefined; // Cut short by a crash: then the part is not trusted either.
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
