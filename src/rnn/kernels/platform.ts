/** Node or browser: reading a file that lies beside this module, starting a thread, letting a page's thread be. */
import { isNode } from '../../platform.js';

/** Whether this thread may block in `Atomics.wait`: a page's main thread may not. */
export const mayBlock = isNode || typeof document === 'undefined';

/**
 * Address of a built file that belongs beside this module. Run from TypeScript sources (tests), the built files lie
 * under dist/.
 */
export function builtFile(name: string): URL {
  const here = import.meta.url;
  const base = here.endsWith('.ts') ? here.replace(/\/src\/(?!.*\/src\/)/, '/dist/src/') : here;
  return new URL(name, base);
}

/** The bytes of {@link builtFile}. */
export async function readBuiltFile(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const url = builtFile(name);
  if (isNode && url.protocol === 'file:') {
    const { readFile } = await import('node:fs/promises');
    return new Uint8Array(await readFile(url));
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** A thread that has been started. */
export interface Thread {
  /** Ends the thread, wherever it is. */
  terminate(): Promise<void>;
}

/**
 * Starts a module as a thread; resolves when it says {@link announceReady}. It does not keep the process alive.
 * @param onEnd - called when the thread ends, for whatever reason
 * @throws Error when the thread ends before it is ready
 */
export async function startThread(url: URL, data: unknown, onEnd: () => void): Promise<Thread> {
  return isNode ? startNodeThread(url, data, onEnd) : startWebThread(url, data, onEnd);
}

async function startNodeThread(url: URL, data: unknown, onEnd: () => void): Promise<Thread> {
  const { Worker: NodeWorker } = await import('node:worker_threads');
  const worker = new NodeWorker(url, { workerData: data });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.on('error', (cause) => {
      onEnd();
      reject(new Error(`The thread ${url} failed`, { cause }));
    });
    worker.on('exit', (code) => {
      onEnd();
      reject(new Error(`The thread ${url} ended with code ${code} before it was ready`));
    });
  });
  worker.unref();
  return { terminate: async () => void (await worker.terminate()) };
}

async function startWebThread(url: URL, data: unknown, onEnd: () => void): Promise<Thread> {
  const worker = new Worker(url, { type: 'module' });
  await new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = () => {
      onEnd();
      reject(new Error(`The thread ${url} failed`));
    };
    worker.postMessage(data);
  });
  return {
    terminate: async () => {
      worker.terminate();
      onEnd();
    },
  };
}

/** In a thread: what {@link startThread} was given. */
export async function threadData<T>(): Promise<T> {
  if (isNode) {
    const { workerData } = await import('node:worker_threads');
    return workerData as T;
  }
  return new Promise((resolve) => {
    addEventListener('message', (event) => resolve(event.data as T), { once: true });
  });
}

/** In a thread: tells {@link startThread} that jobs can come. */
export async function announceReady(): Promise<void> {
  if (isNode) (await import('node:worker_threads')).parentPort?.postMessage('ready');
  else postMessage('ready');
}
