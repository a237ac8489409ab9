/** Starts and stops the server: models opened, port taken; and at the end what was accepted is finished. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Logger, pino } from 'pino';
import { InputError } from '../errors.js';
import { createApp } from './app.js';
import { siteGuard, tokenGuard } from './guards.js';
import { Metrics } from './metrics.js';
import type { ServerParts } from './parts.js';
import { answerRaw } from './raw-problem.js';
import { RecognitionPool } from './recognition/pool.js';
import { ServedModels } from './served-models.js';
import { isLoopback, resolveServerOptions, type ServerOptions } from './server-options.js';
import { Streams } from './streaming/streams.js';

/** A running server. */
export interface RunningServer extends AsyncDisposable {
  /** Where it is, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly parts: ServerParts;
  /** Takes nothing new, finishes what was accepted, ends the workers. Twice does no harm. */
  close(): Promise<void>;
}

export interface StartOptions extends ServerOptions {
  version: string;
  /** Where lines about requests go; nowhere unless given. */
  log?: Logger;
}

/**
 * Resolves once the default model is open in a worker and the port is taken.
 *
 * @throws InputError `server-option`, `model-…`, `port-taken`
 */
export async function startServer({
  version,
  log = pino({ enabled: false }),
  ...rest
}: StartOptions): Promise<RunningServer> {
  const options = resolveServerOptions(rest);
  const models = ServedModels.find(options.modelsFolder, options.models);
  const defaultModel = models.defaultSpeech.folder;
  const pool = new RecognitionPool({ ...options, defaultModel });
  let ready = false;
  const parts: ServerParts = {
    options,
    version,
    models,
    pool,
    metrics: new Metrics(() => pool.load),
    log,
    guards: { site: siteGuard(options), token: tokenGuard(options) },
    isReady: () => ready,
  };
  const server = createServer(
    {
      requestTimeout: 1000 * options.receiveSeconds,
      headersTimeout: Math.min(10_000, 1000 * options.receiveSeconds),
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: 5000,
    },
    createApp(parts),
  );
  server.on('clientError', answerRaw);
  // An answer that nobody reads is dropped, connection and all; waiting for one's turn is not idleness.
  server.timeout = 1000 * (options.stalledSeconds ?? options.receiveSeconds + options.deadlineSeconds);
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  const streams = new Streams(parts);
  server.on('upgrade', streams.accept);
  try {
    await listen(server, options.host, options.port);
    await pool.run('warm', { model: defaultModel });
  } catch (error) {
    server.close();
    await pool.close();
    throw error;
  }
  ready = true;
  const url = urlOf(server, options.host);
  log.info({ url, models: models.all.map(({ name }) => name), threads: options.threads }, 'ready');
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= stop();
    return closing;
  };
  const stop = async () => {
    ready = false;
    const closed = new Promise((resolve) => server.close(resolve));
    void streams.close();
    // Connections that clients keep open are ended as soon as their answer has gone; those that browsers open in advance
    // and have said nothing on are not idle to Node.
    const sweep = setInterval(() => {
      server.closeIdleConnections();
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    }, 50);
    const last = setTimeout(() => {
      server.closeAllConnections();
      streams.terminate();
    }, 1000 * options.shutdownSeconds);
    await closed;
    clearInterval(sweep);
    clearTimeout(last);
    await pool.close();
    log.info('stopped');
  };
  return { url, parts, close, [Symbol.asyncDispose]: close };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const known: Record<string, string> = {
        EADDRINUSE: 'taken by another program',
        EACCES: 'not allowed to this user',
        EADDRNOTAVAIL: 'at an address this machine does not have',
        ENOTFOUND: 'at a host name nobody knows',
      };
      const why = known[cause.code ?? ''];
      if (why === undefined) return reject(cause);
      const found = `port ${port} of ${host}, ${why}`;
      const remedy = 'Give another --port (0 takes any free one) or --host.';
      reject(new InputError({ code: 'port-taken', found, expected: 'a free port', remedy }, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** Whether starting with these options lets anyone in who can reach the machine. */
export function isOpenToAll({ host = '127.0.0.1', token }: Pick<ServerOptions, 'host' | 'token'>): boolean {
  return !isLoopback(host) && token === undefined;
}
