/**
 * The page without its server: a service worker that keeps what the page consists of, and gives it when the server does
 * not answer. The server is always asked first, so nothing here grows stale. Models are kept by ./recognition/model-store.
 */

const CACHE = 'utterly-page';
/** Made by scripts/bundle-page.mjs: the names of the page's files. */
const LISTING = 'page-files.json';
/** What else the page asks for at its start. */
const BESIDE = ['/', '/v1/models', '/clips/number.wav'];

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
/** What is used of a service worker's scope, which TypeScript's DOM library does not know. */
interface Scope {
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}
const scope = self as unknown as Scope;

scope.addEventListener('install', (event) => {
  event.waitUntil(keepPage().then(() => scope.skipWaiting()));
});
scope.addEventListener('activate', (event) => {
  event.waitUntil(scope.clients.claim());
});
scope.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  const isOfPage = pathname.split('/').length === 2 || BESIDE.includes(pathname);
  if (method === 'GET' && origin === location.origin && isOfPage) event.respondWith(answer(event.request));
});

async function keepPage(): Promise<void> {
  const cache = await caches.open(CACHE);
  const names = (await (await fetch(LISTING)).json()) as string[];
  await cache.addAll([...names, '/', '/clips/number.wav']);
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}
