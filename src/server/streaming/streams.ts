/** WebSockets at the door: who may open a stream, how many there are, and their end with the server's. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { ServerParts } from '../parts.js';
import { HttpProblem } from '../problem.js';
import { writeProblem } from '../raw-problem.js';
import { CLOSE } from './protocol.js';
import { StreamSession } from './session.js';

export const STREAM_PATH = '/v1/stream';

/** A client that does not answer a close is let go after this. */
const CLOSE_MS = 2000;
/** Requests name a path only. */
const ORIGIN = 'http://localhost';

/** ws closes for frames that break the protocol without a reason; here it has one, and a message before. */
class ReasonedSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    const fault = reason === undefined && code !== undefined ? FRAME_FAULTS[code] : undefined;
    if (fault && this.readyState === this.OPEN) this.send(JSON.stringify({ type: 'error', ...fault }));
    super.close(code, reason ?? fault?.code);
  }
}

const FRAME_FAULTS: Readonly<
  Record<number, { code: string; found: string; expected: string; remedy: string }>
> = {
  [CLOSE.PROTOCOL]: {
    code: 'stream-bad-frame',
    found: 'bytes that are no WebSocket frame',
    expected: 'masked frames as of RFC 6455, uncompressed',
    remedy: 'Use a WebSocket library.',
  },
  [CLOSE.INVALID]: {
    code: 'stream-bad-text',
    found: 'a text message that is not UTF-8',
    expected: 'JSON in text messages, samples in binary ones',
    remedy: 'Send samples in binary messages.',
  },
  [CLOSE.TOO_LARGE]: {
    code: 'stream-message-too-large',
    found: 'a message that is too large',
    expected: 'some seconds of samples',
    remedy: 'Send samples as they come, in smaller messages.',
  },
};

export class Streams {
  private readonly server: WebSocketServer;
  private readonly sessions = new Map<StreamSession, WebSocket>();
  private readonly perClient = new Map<string, number>();

  constructor(private readonly parts: ServerParts) {
    const options = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: parts.options.maxMessageBytes,
      closeTimeout: CLOSE_MS, // its type has not heard of it
      WebSocket: ReasonedSocket,
    };
    this.server = new WebSocketServer(options);
    this.server.on('wsClientError', (error, socket) => this.refuse(socket, badHandshake(error.message)));
  }

  /** The listener of a server's `upgrade`. */
  readonly accept = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => undefined);
    try {
      const client = this.admit(request);
      this.server.handleUpgrade(request, socket, head, (webSocket) => this.open(webSocket, client));
    } catch (error) {
      this.refuse(socket, error);
    }
  };

  /** Every stream is as if its client had said that it ends; resolves when all are over. */
  async close(): Promise<void> {
    await Promise.all([...this.sessions.keys()].map((session) => session.finish(undefined, CLOSE.SHUTDOWN)));
  }

  /** Cuts what is still there. */
  terminate(): void {
    for (const socket of this.sessions.values()) socket.terminate();
  }

  /** @returns whose stream it is. @throws HttpProblem why it may not be */
  private admit(request: IncomingMessage): string {
    const { guards, options, isReady } = this.parts;
    const url = request.url ?? '/';
    if (!URL.canParse(url, ORIGIN)) throw noSuchStream();
    const { pathname, searchParams: query } = new URL(url, ORIGIN);
    guards.site(request, { query });
    if (pathname !== STREAM_PATH) throw noSuchStream();
    guards.token(request, { query });
    if (!isReady())
      throw tooMany('not-ready', 'a server that is starting or stopping', 'one that is ready', 503);
    const client = request.socket.remoteAddress ?? '';
    const own = this.perClient.get(client) ?? 0;
    const { maxStreams, maxStreamsPerClient } = options;
    if (own >= maxStreamsPerClient) {
      throw tooMany('stream-limit', `${own} streams from this address`, `at most ${maxStreamsPerClient}`);
    }
    const all = this.sessions.size;
    if (all >= maxStreams) throw tooMany('busy', `${all} streams`, `at most ${maxStreams}`);
    return client;
  }

  private open(socket: WebSocket, client: string): void {
    const session = new StreamSession(socket, this.parts);
    this.sessions.set(session, socket);
    this.perClient.set(client, (this.perClient.get(client) ?? 0) + 1);
    socket.once('close', () => {
      this.sessions.delete(session);
      const others = this.perClient.get(client)! - 1;
      if (others > 0) this.perClient.set(client, others);
      else this.perClient.delete(client);
    });
  }

  private refuse(socket: Duplex, error: unknown): void {
    const code = writeProblem(socket, error);
    this.parts.metrics.problems.inc({ code });
    this.parts.log.info({ route: STREAM_PATH, code }, 'stream');
  }
}

function tooMany(code: string, found: string, expected: string, status = 429): HttpProblem {
  const remedy = 'End a stream, or try again in 2 s.';
  return new HttpProblem(status, { code, found, expected, remedy }, { 'Retry-After': '2' });
}

function noSuchStream(): HttpProblem {
  return new HttpProblem(404, {
    code: 'no-such-route',
    found: 'an upgrade of a path that has none',
    expected: `a WebSocket at ${STREAM_PATH}`,
    remedy: 'Check the path, or send the request without `Upgrade`.',
  });
}

function badHandshake(message: string): HttpProblem {
  return new HttpProblem(400, {
    code: 'stream-bad-handshake',
    found: `an upgrade that cannot be made: ${message}`,
    expected: 'the opening handshake of RFC 6455, version 13',
    remedy: 'Use a WebSocket library.',
  });
}
