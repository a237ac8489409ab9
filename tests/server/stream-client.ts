/** A client of `/v1/stream` that remembers all it is told, for tests. */
import { once } from 'node:events';
import WebSocket from 'ws';

interface Message extends Record<string, unknown> {
  type: string;
}

export interface StreamClient {
  messages: Message[];
  socket: WebSocket;
  /** Code and reason of the close. */
  closed: Promise<[number, string]>;
  send(data: Buffer | string): void;
  /** The first message of a type. */
  next(type: string): Promise<Message>;
}

/** @param config - sent first, unless it is an empty text */
export async function openStream(
  url: string,
  config: object | string,
  { query = '', headers = {} as Record<string, string> } = {},
): Promise<StreamClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/stream${query}`, { headers });
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  socket.on('error', () => undefined);
  const closed = new Promise<[number, string]>((resolve) => {
    socket.on('close', (code, reason) => resolve([code, String(reason)]));
  });
  await once(socket, 'open');
  const send = (data: Buffer | string) => socket.send(data);
  if (config !== '') send(typeof config === 'string' ? config : JSON.stringify(config));
  const next = async (type: string) => {
    for (;;) {
      const found = messages.find((message) => message.type === type);
      if (found) return found;
      await Promise.race([once(socket, 'message'), closed]);
      if (socket.readyState === WebSocket.CLOSED && !messages.some((m) => m.type === type)) {
        throw new Error(`closed before ${type}: ${JSON.stringify(messages)}`);
      }
    }
  };
  return { messages, socket, closed, send, next };
}

/** What a server says that lets no WebSocket in: the status, and the members of its problem. */
export async function refusedUpgrade(
  url: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const socket = new WebSocket(url.replace('http', 'ws') + path, { headers });
  socket.on('error', () => undefined);
  const [, response] = await once(socket, 'unexpected-response');
  let body = '';
  for await (const piece of response) body += piece;
  return JSON.parse(body);
}
