/**
 * A model's files, fetched from the server and kept in the browser's cache: once they are here, the server is not
 * needed any more. What was kept is believed only with the checksum that the server listed.
 */
import { InputError } from '../../errors.js';
import type { ModelFiles } from '../../model-files.js';
import type { ListedFile, Progress } from './protocol.js';

const CACHE = 'utterly-models';

/** Makes the files of model `name` available. */
export async function fetchModel(
  name: string,
  headers: Record<string, string>,
  onProgress: (progress: Progress) => void,
): Promise<ModelFiles> {
  const cache = await caches.open(CACHE);
  const folder = `/models/${encodeURIComponent(name)}`;
  const { files } = await fetchListing(cache, `${folder}/files.json`, headers);
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  let loadedBytes = 0;
  onProgress({ loadedBytes, totalBytes });
  const contents = new Map<string, Uint8Array>();
  for (const { path, bytes, sha256 } of files) {
    // The checksum in the address: another version of the file is another entry.
    const address = `${folder}/${path}?sha256=${sha256}`;
    const kept = await cache.match(address);
    let content = kept && new Uint8Array(await kept.arrayBuffer());
    if (!content || (await digest(content)) !== sha256) {
      content = await download(address, headers);
      if ((await digest(content)) !== sha256)
        throw unreachable(`${path}, which is not what the server listed`);
      await cache.put(address, new Response(content.slice()));
    }
    contents.set(path, content);
    loadedBytes += bytes;
    onProgress({ loadedBytes, totalBytes });
  }
  await dropOthers(cache, folder, files);
  const checksums = new Map(files.map((file) => [file.path, file.sha256]));
  return {
    place: name,
    bytes: (file) => contents.get(file),
    sha256: (file) => checksums.get(file) ?? '',
  };
}

/** The server's list, or the one it gave last if it cannot be reached. */
async function fetchListing(
  cache: Cache,
  address: string,
  headers: Record<string, string>,
): Promise<{ files: ListedFile[] }> {
  let response: Response | undefined;
  try {
    response = await fetch(address, { headers });
  } catch {
    response = await cache.match(address);
  }
  if (!response?.ok) throw unreachable(`no list of the model's files at ${address}`);
  await cache.put(address, response.clone());
  return (await response.json()) as { files: ListedFile[] };
}

async function download(address: string, headers: Record<string, string>): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(address, { headers });
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch {
    // Said below: there is no file, whatever the reason.
  }
  throw unreachable(`no file at ${address}`);
}

/** Versions of files that are not in the model any more. */
async function dropOthers(cache: Cache, folder: string, files: readonly ListedFile[]): Promise<void> {
  const wanted = new Set(files.map(({ path, sha256 }) => `${folder}/${path}?sha256=${sha256}`));
  for (const { url } of await cache.keys()) {
    const { pathname, search } = new URL(url);
    if (!pathname.startsWith(`${folder}/`) || search === '') continue;
    if (!wanted.has(pathname + search)) await cache.delete(url);
  }
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function unreachable(found: string): InputError {
  return new InputError({
    code: 'model-unreachable',
    found,
    expected: 'a server that gives its models to the page, or a model loaded before',
    remedy: 'Start `utterly serve` again, or let the server recognise.',
  });
}
