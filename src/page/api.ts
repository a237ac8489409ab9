/** The server's routes as functions; its problem details become {@link InputError}s again. */
import { type Explanation, InputError } from '../errors.js';
import { byId } from './dom.js';
import { showWaiting } from './problem.js';

const TOKEN = 'utterly-token';

export interface ListedModel {
  id: string;
  kind: string;
  description: string;
  size_bytes: number;
  default: boolean;
  data?: string;
  licence?: string;
}

export interface OpinionJson {
  label: 'positive' | 'negative' | 'unsure';
  score: number;
  stars: number;
  tokens?: { token: string; contribution: number }[];
}

/** Headers that every request needs: the token, where the visitor has given one. */
export function headers(): Record<string, string> {
  const own = token();
  return own ? { Authorization: `Bearer ${own}` } : {};
}

/** What the visitor has given, if the server asked. */
export function token(): string | undefined {
  return sessionStorage.getItem(TOKEN) ?? undefined;
}

/** Times a server that is opening its models is asked again, and the longest pause it may ask for. */
const MOST_TRIES = 30;
const LONGEST_PAUSE_SECONDS = 10;

/**
 * A server that is not ready yet is asked again, as often as it says; meanwhile the visitor is told.
 * @throws InputError what the server says, or `server-gone`
 */
export async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response = await ask(path, init);
  for (let tries = 1; response.status === 503 && tries < MOST_TRIES; tries++) {
    const pause = Number(response.headers.get('Retry-After'));
    if (!(pause > 0)) break;
    showWaiting(true);
    try {
      await afterSeconds(Math.min(pause, LONGEST_PAUSE_SECONDS), init.signal);
    } finally {
      showWaiting(false);
    }
    response = await ask(path, init);
  }
  if (response.status === 401 && (await askForToken())) return call(path, init);
  if (!response.ok) throw new InputError((await response.json()) as Explanation);
  return (await response.json()) as T;
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, headers: { ...init.headers, ...headers() } });
  } catch (cause) {
    throw new InputError(
      {
        code: 'server-gone',
        found: 'no answer from the server',
        expected: 'a server',
        remedy: 'Start `utterly serve` again, or let this browser recognise.',
      },
      { cause },
    );
  }
}

function afterSeconds(seconds: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, 1000 * seconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

export async function listModels(): Promise<ListedModel[]> {
  return (await call<{ data: ListedModel[] }>('/v1/models')).data;
}

export async function readCard(name: string): Promise<string> {
  const { card } = await call<{ card?: string }>(`/v1/models/${encodeURIComponent(name)}`);
  return card ?? 'This model has no card.';
}

export async function judge(
  input: readonly string[],
  options: { explain?: boolean; signal?: AbortSignal } = {},
): Promise<OpinionJson[]> {
  const { explain = false, signal } = options;
  const { data } = await call<{ data: OpinionJson[] }>('/v1/sentiment', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ input, explain }),
    ...(signal && { signal }),
  });
  return data;
}

/** A point of a series, and of its forecast. */
export interface SeriesPoint {
  time?: string;
  value: number;
}
export interface FuturePointJson extends SeriesPoint {
  low80?: number;
  high80?: number;
  low95?: number;
  high95?: number;
}

export interface ForecastJson {
  target?: string;
  notes?: string[];
  methods: string[];
  backtest: { method: string; mase: number | null }[];
  history: SeriesPoint[];
  forecast: FuturePointJson[];
}

export interface ForecastQuestion {
  series: string;
  horizon: number;
  method: string;
}

export function foretell(question: ForecastQuestion, signal: AbortSignal): Promise<ForecastJson> {
  return call('/v1/forecast', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...question, history: Math.max(60, Math.min(2000, 5 * question.horizon)) }),
    signal,
  });
}

/** @returns whether there is another token to try */
function askForToken(): Promise<boolean> {
  const dialog = byId<HTMLDialogElement>('token-dialog');
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener(
      'close',
      () => {
        const own = byId<HTMLInputElement>('token').value.trim();
        const given = dialog.returnValue === 'ok' && own !== '';
        if (given) sessionStorage.setItem(TOKEN, own);
        resolve(given);
      },
      { once: true },
    );
  });
}
