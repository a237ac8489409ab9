/** The server's routes as functions; its problem details become {@link InputError}s again. */
import { type Explanation, InputError } from '../errors.js';
import { byId } from './dom.js';

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

/** @throws InputError what the server says, or `server-gone` */
export async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { ...init.headers, ...headers() } });
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
  if (response.status === 401 && (await askForToken())) return call(path, init);
  if (!response.ok) throw new InputError((await response.json()) as Explanation);
  return (await response.json()) as T;
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
