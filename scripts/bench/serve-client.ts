/** Sends clips to a server, each in a form made by hand: hundreds of clients must not cost more than the server. */
import { Agent, request } from 'node:http';

export interface Answer {
  /** 0 where none came. */
  status: number;
  text: string;
  milliseconds: number;
  /** Of a refusal. */
  retryAfterSeconds?: number;
}

const BOUNDARY = 'a-boundary-that-no-clip-holds';
const HEAD = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="clip.wav"\r\n\r\n`;

export class ClipClient {
  private readonly agent: Agent;

  constructor(
    private readonly url: string,
    connections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Resolves with what came, whatever it is. @param bytes - of an audio file */
  transcribe(bytes: Uint8Array): Promise<Answer> {
    const body = Buffer.concat([Buffer.from(HEAD), bytes, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
    const begun = performance.now();
    return new Promise((resolve) => {
      const end = (status: number, text: string, retryAfter?: string) =>
        resolve({
          status,
          text,
          milliseconds: performance.now() - begun,
          ...(status === 429 && { retryAfterSeconds: Number(retryAfter) }),
        });
      const sent = request(
        `${this.url}/v1/audio/transcriptions`,
        {
          method: 'POST',
          agent: this.agent,
          headers: {
            'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`,
            'Content-Length': body.length,
          },
        },
        (response) => {
          let json = '';
          response.on('data', (piece) => {
            json += piece;
          });
          response.on('end', () => {
            const { statusCode = 0, headers } = response;
            end(statusCode, statusCode === 200 ? JSON.parse(json).text : json, headers['retry-after']);
          });
          response.on('error', ({ message }) => end(0, message));
        },
      );
      sent.on('error', ({ message }) => end(0, message));
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
