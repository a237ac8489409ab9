/** Who is let in: whoever has the token, where there is one; never a foreign web page in the visitor's browser. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { HttpProblem } from './problem.js';
import { isLoopback } from './server-options.js';

export interface GuardOptions {
  host: string;
  token?: string | undefined;
}

/** Throws the problem of a request that may not come in; WebSocket upgrades pass here as well as requests. */
export type Guard = (request: IncomingMessage, options?: { query?: URLSearchParams }) => void;

/**
 * @returns the check for things that need the token. Tokens are compared by their digests, which have one length, so
 *   that time tells nothing.
 */
export function tokenGuard({ token }: GuardOptions): Guard {
  if (token === undefined) return () => undefined;
  const expected = digest(token);
  return ({ headers }, { query } = {}) => {
    const [, bearer] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    // A page cannot set headers of a WebSocket, so there the token may come in the address.
    const given = bearer ?? query?.get('token') ?? undefined;
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
    throw new HttpProblem(
      401,
      {
        code: 'token-required',
        found: given === undefined ? 'no token' : 'a wrong token',
        expected: 'the token this server was started with',
        remedy: 'Send the header `Authorization: Bearer TOKEN`.',
      },
      { 'WWW-Authenticate': 'Bearer realm="utterly"' },
    );
  };
}

/**
 * Refuses requests that a page of another site makes a browser send, and, where only this machine is let in, requests
 * to another host name: a foreign name that points to 127.0.0.1 would make such a page "ours" (DNS rebinding).
 */
export function siteGuard({ host }: GuardOptions): Guard {
  const local = isLoopback(host);
  return ({ headers }) => {
    const site = headers['sec-fetch-site'];
    if (site === 'cross-site' || site === 'same-site') throw foreign(`a request from another site`);
    const asked = headers.host ?? '';
    if (headers.origin !== undefined && site === undefined) {
      if (URL.canParse(headers.origin) && new URL(headers.origin).host !== asked) {
        throw foreign('a request from a page of another origin');
      }
    }
    const name = asked.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
    if (local && !isLoopback(name) && name !== host) throw foreign('a host name that is not of this machine');
  };
}

/** A guard as a step of an Express app. */
export function guarding(guard: Guard): RequestHandler {
  return (request, _, next) => {
    guard(request);
    next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function foreign(found: string): HttpProblem {
  return new HttpProblem(403, {
    code: 'foreign-site',
    found,
    expected: 'the page of this server, or a program',
    remedy: 'Open the address the server printed; other sites need a proxy of their own.',
  });
}
