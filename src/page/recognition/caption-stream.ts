/** Samples while they are said → captions, over the server's WebSocket `/v1/stream`. */
import { type Explanation, InputError } from '../../errors.js';
import { token } from '../api.js';
import { joined } from '../audio/recorder.js';
import { toPcm16 } from '../audio/wav-bytes.js';

/** What the server has understood of an utterance; a final caption changes no more. */
export interface Caption {
  type: 'partial' | 'final';
  utterance: number;
  text: string;
  start: number;
  end: number;
}

export interface CaptionStreamOptions {
  model: string;
  sampleRateHz: number;
  onCaption(caption: Caption): void;
  /** Called once: the stream is over, well or with what went wrong. */
  onEnd(error?: InputError): void;
}

/** Sound is sent in messages of so many seconds. */
const PIECE_SECONDS = 0.1;
/** Sound between two partial captions. */
const PARTIAL_MS = 250;

export class CaptionStream {
  private readonly socket: WebSocket;
  private pieces: Float32Array[] = [];
  private held = 0;
  private isEnded = false;
  private error: InputError | undefined;

  constructor(private readonly options: CaptionStreamOptions) {
    const address = new URL('/v1/stream', location.href);
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const own = token();
    if (own) address.searchParams.set('token', own); // a page cannot set headers here
    this.socket = new WebSocket(address);
    this.socket.addEventListener('open', () => {
      const { model, sampleRateHz } = options;
      this.socket.send(JSON.stringify({ model, sampleRateHz, encoding: 'pcm16', partialMs: PARTIAL_MS }));
      this.flush();
      if (this.isEnded) this.sendEnd();
    });
    this.socket.addEventListener('message', ({ data }: MessageEvent<string>) => this.take(data));
    this.socket.addEventListener('close', ({ code }) => {
      options.onEnd(this.error ?? (code === 1000 ? undefined : broken(code)));
    });
  }

  /** The next samples, in [-1, 1]; what comes before the connection stands waits for it. */
  push(samples: Float32Array): void {
    this.pieces.push(samples);
    this.held += samples.length;
    if (this.held >= PIECE_SECONDS * this.options.sampleRateHz) this.flush();
  }

  /** Nothing more is said: the last captions come, then the end. */
  end(): void {
    this.flush();
    this.isEnded = true;
    if (this.socket.readyState === WebSocket.OPEN) this.sendEnd();
  }

  private sendEnd(): void {
    this.socket.send(JSON.stringify({ type: 'end' }));
  }

  private flush(): void {
    if (this.socket.readyState !== WebSocket.OPEN || this.held === 0) return;
    this.socket.send(toPcm16(joined(this.pieces)));
    this.pieces = [];
    this.held = 0;
  }

  private take(data: string): void {
    // `ready` and `done` are said too; the page goes by the connection.
    const message = JSON.parse(data) as
      | Caption
      | ({ type: 'error' } & Explanation)
      | { type: 'ready' | 'done' };
    if (message.type === 'error') this.error = new InputError(message);
    else if (message.type === 'partial' || message.type === 'final') this.options.onCaption(message);
  }
}

function broken(code: number): InputError {
  return new InputError({
    code: 'stream-broken',
    found: `a connection that ended with code ${code}`,
    expected: 'one that lasts until the end',
    remedy: 'Begin again; if it stays, look whether `utterly serve` still runs.',
  });
}
