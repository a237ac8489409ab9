/** Problems of requests that never reach the app: not HTTP, too slow, or a WebSocket that is not let in. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HttpProblem, problemOf } from './problem.js';

/** Answers the error of a connection, if an answer can still be sent. */
export function answerRaw(
  error: NodeJS.ErrnoException,
  socket: Socket & { _httpMessage?: { headersSent: boolean } },
): void {
  if (!socket.writable || error.code === 'ECONNRESET' || socket._httpMessage?.headersSent) {
    socket.destroy();
    return;
  }
  const [status, code, found] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? [408, 'request-too-slow', 'a request that did not arrive in time']
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? [431, 'request-headers', 'more headers than are read']
        : [400, 'request-malformed', 'bytes that are not HTTP'];
  const explanation = { code, found, expected: 'a whole HTTP/1.1 request', remedy: 'Check what sends it.' };
  writeProblem(socket, new HttpProblem(status, explanation));
}

/** Writes the problem of anything thrown as a whole HTTP response, and ends the connection. @returns its code */
export function writeProblem(socket: Duplex, thrown: unknown): string {
  const problem = problemOf(thrown);
  const body = JSON.stringify(problem);
  const headers = {
    Connection: 'close',
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    ...(thrown instanceof HttpProblem && thrown.headers),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const { status, code } = problem;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Problem'}\r\n${lines.join('')}\r\n${body}`);
  return code;
}
