/** A web server that serves files the way archives are served, and misbehaves on request. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the next answers fail; used up one by one. */
export type Mischief =
  /** Break the connection after so many bytes. */
  | { resetAfter: number }
  | { status: number }
  /** Break the connection before any answer. */
  | 'hang-up';

export class ArchiveServer {
  readonly files = new Map<string, Buffer>();
  readonly mischief: Mischief[] = [];
  /** `Range` header of every request, in order. */
  readonly ranges: (string | undefined)[] = [];
  etag: string | undefined = '"v1"';
  acceptRanges = true;
  sendLength = true;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<ArchiveServer> {
    const server = new ArchiveServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    this.ranges.push(request.headers.range);
    if (path.startsWith('/moved/')) {
      response.writeHead(302, { location: path.slice('/moved'.length) }).end();
      return;
    }
    const trick = this.mischief.shift();
    if (trick === 'hang-up') return void request.socket.destroy();
    const file = this.files.get(path);
    const status = typeof trick === 'object' && 'status' in trick ? trick.status : file ? 200 : 404;
    if (!file || status !== 200) return void response.writeHead(status).end('no');
    this.#serve(
      file,
      request,
      response,
      typeof trick === 'object' && 'resetAfter' in trick ? trick.resetAfter : undefined,
    );
  }

  #serve(
    file: Buffer,
    request: IncomingMessage,
    response: ServerResponse,
    resetAfter: number | undefined,
  ): void {
    const [, start] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const sameVersion =
      request.headers['if-range'] === undefined || request.headers['if-range'] === this.etag;
    const from = start !== undefined && this.acceptRanges && sameVersion ? Number(start) : 0;
    if (from >= file.length) {
      response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
      return;
    }
    const body = file.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      ...(this.etag !== undefined && { etag: this.etag }),
      ...(this.sendLength && { 'content-length': body.length }),
      ...(from > 0 && { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }),
      // What Apache says of .tar.gz, though the client asked for the bytes as they are.
      'content-encoding': 'x-gzip',
    });
    if (resetAfter === undefined) response.end(body);
    else response.write(body.subarray(0, resetAfter), () => setTimeout(() => request.socket.destroy(), 20));
  }
}
