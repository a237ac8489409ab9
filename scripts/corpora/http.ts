/**
 * HTTP GET that follows redirects and leaves the bytes alone: `fetch` would unpack a .tar.gz which the server labels
 * with a content encoding, and its checksum with it.
 */
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';

const MAX_REDIRECTS = 5;

/** A connection silent for so long is given up. */
const IDLE_MS = 30_000;

/** @returns the response whose status is not a redirect, its body unread */
export function openUrl(
  url: string,
  headers: Record<string, string>,
  redirects = 0,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? getHttps : getHttp;
    const request = get(
      url,
      { headers: { 'user-agent': 'utterly', ...headers }, timeout: IDLE_MS },
      (response) => {
        const { statusCode = 0 } = response;
        const { location } = response.headers;
        if (statusCode < 300 || statusCode >= 400 || location === undefined) return resolve(response);
        response.resume();
        if (redirects === MAX_REDIRECTS)
          return reject(new Error(`more than ${MAX_REDIRECTS} redirects from ${url}`));
        openUrl(new URL(location, url).href, headers, redirects + 1).then(resolve, reject);
      },
    );
    request.on('timeout', () => request.destroy(new Error(`no answer for ${IDLE_MS / 1000} s`)));
    request.on('error', reject);
  });
}
