/** Recognition in a thread of this browser, without the server once the model is here. */
import { InputError } from '../../errors.js';
import { headers } from '../api.js';
import type { Engine, EngineRequest } from './engine.js';
import type { Answer, Ask, Progress, Recognition } from './protocol.js';

interface Waiting {
  onProgress: (progress: Progress) => void;
  resolve: (recognition: Recognition | undefined) => void;
  reject: (error: unknown) => void;
}

/** A browser that keeps nothing may never answer. */
const LONGEST_WAIT_MS = 15_000;

/** Lets the page be loaded again without its server, where the browser can keep it. */
async function keepPage(): Promise<void> {
  try {
    const { serviceWorker } = navigator;
    const inControl = new Promise((resolve) => {
      if (serviceWorker.controller) resolve(true);
      else serviceWorker.addEventListener('controllerchange', resolve, { once: true });
    });
    await serviceWorker.register('offline-worker.js', { type: 'module' });
    await Promise.race([inControl, new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT_MS))]);
    // The list of models is asked for again, through the worker, which keeps it.
    await fetch('/v1/models', { headers: headers() });
  } catch {
    // A private window keeps nothing: the page works, as long as it stays open.
  }
}

export class BrowserEngine implements Engine {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private next = 0;

  /** @throws InputError `page-insecure` where the browser keeps nothing and checks nothing */
  constructor() {
    if (!isSecureContext) {
      throw new InputError({
        code: 'page-insecure',
        found: 'a page that came over plain HTTP from another machine',
        expected: 'https, or the machine itself',
        remedy: 'Let the server recognise, or put an https proxy before it.',
      });
    }
    this.worker = new Worker(new URL('recognition-worker.js', import.meta.url), { type: 'module' });
    this.worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => this.take(data));
    this.worker.addEventListener('error', ({ message }) => {
      for (const { reject } of this.waiting.values())
        reject(new Error(message || 'the thread did not start'));
      this.waiting.clear();
    });
  }

  async prepare(model: string, onProgress: (progress: Progress) => void): Promise<void> {
    await Promise.all([this.ask({ model, constraints: {}, nbest: 1 }, onProgress), keepPage()]);
  }

  async recognize(
    { model, clip, constraints, nbest }: EngineRequest,
    onProgress: (progress: Progress) => void,
  ): Promise<Recognition> {
    const recognition = await this.ask({ model, constraints, nbest, audio: clip.bytes }, onProgress);
    if (!recognition) throw new Error('the thread answered something else');
    return recognition;
  }

  private ask(
    question: Omit<Ask, 'id' | 'headers'>,
    onProgress: (progress: Progress) => void,
  ): Promise<Recognition | undefined> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { onProgress, resolve, reject });
      this.worker.postMessage({ ...question, id, headers: headers() } satisfies Ask);
    });
  }

  private take(answer: Answer): void {
    const waiting = this.waiting.get(answer.id);
    if (!waiting) return;
    if ('progress' in answer) {
      waiting.onProgress(answer.progress);
      return;
    }
    this.waiting.delete(answer.id);
    if ('problem' in answer) waiting.reject(new InputError(answer.problem));
    else waiting.resolve('recognition' in answer ? answer.recognition : undefined);
  }
}
