/** One client's stream, from its configuration to its end. Recognises nothing itself. */
import type { RawData, WebSocket } from 'ws';
import { RecognitionStream } from '../../speech/streaming/recognition-stream.js';
import type { StreamEvent } from '../../speech/streaming/stream-types.js';
import type { ServerParts } from '../parts.js';
import { constraintsOf } from '../requests.js';
import type { ServedModel } from '../served-models.js';
import { rounded } from '../transcription-formats.js';
import { PoolDecoder } from './pool-decoder.js';
import { PoolHearing } from './pool-hearing.js';
import {
  CLOSE,
  eventMessage,
  failureOf,
  limitProblem,
  readConfig,
  readEnd,
  readSamples,
  type StreamConfig,
} from './protocol.js';

/** Text that a client may leave unread. Partials are not sent to who is behind; who misses finals is let go. */
const MOST_UNREAD_BYTES = 1 << 20;

interface Running {
  config: StreamConfig;
  model: ServedModel;
  stream: RecognitionStream;
  opened: Promise<unknown>;
}

export class StreamSession {
  private running: Running | undefined;
  private ending = false;
  private readonly left = new AbortController();
  private readonly clock: NodeJS.Timeout;
  private idle: NodeJS.Timeout | undefined;
  private readonly begun = performance.now();
  private code: string | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly parts: ServerParts,
  ) {
    const { maxStreamSeconds } = parts.options;
    this.clock = setTimeout(() => this.finish(tooLong(maxStreamSeconds)), 1000 * maxStreamSeconds);
    this.expectMessage();
    socket.on('message', (data, isBinary) => this.hear(data, isBinary));
    socket.on('ping', () => this.expectMessage());
    socket.once('close', () => this.leave());
    // What is wrong with frames was told when the socket was closed for it.
    socket.on('error', () => undefined);
    parts.metrics.streams.inc();
  }

  /** Tells what has been heard, then why it ends: `problem`, or that all is done. */
  async finish(problem?: unknown, close: number = CLOSE.DONE): Promise<void> {
    if (this.ending) return;
    this.ending = true;
    clearTimeout(this.idle);
    const { running } = this;
    try {
      running?.stream.end();
      this.socket.resume();
      await running?.opened;
      await running?.stream.settled();
    } catch (error) {
      return this.fail(error);
    }
    if (problem !== undefined) return this.fail(problem);
    this.send(JSON.stringify({ type: 'done', duration: rounded(running?.stream.seconds ?? 0, 3) }));
    this.socket.close(close, close === CLOSE.SHUTDOWN ? 'server-stopping' : '');
  }

  private hear(data: RawData, isBinary: boolean): void {
    if (this.ending) return;
    this.expectMessage();
    try {
      if (isBinary) this.hearSamples(data as Buffer);
      else if (this.running) {
        readEnd(data.toString());
        void this.finish();
      } else this.begin(readConfig(data.toString()));
    } catch (error) {
      this.fail(error);
    }
  }

  private begin(config: StreamConfig): void {
    const { models, pool } = this.parts;
    const model = models.speech(config.model);
    const decoder = new PoolDecoder({
      pool,
      model: model.folder,
      constraints: constraintsOf({ ...config, hot_words: config.hotWords }),
      sampleRateHz: config.sampleRateHz,
      maxSeconds: 2 * config.longestSeconds, // an utterance begins with some silence
      signal: this.left.signal,
    });
    const { sampleRateHz, partialMs, trailingSilenceMs, longestSeconds } = config;
    const { opened } = decoder;
    const stream = new RecognitionStream(
      { sampleRateHz, partialMs, trailingSilenceMs, longestSeconds, hearAgain: true },
      {
        openHearing: () => new PoolHearing(decoder),
        onEvent: (event) => this.tell(event),
        onFailure: (error) => this.fail(error),
        onProgress: () => this.regulate(),
      },
    );
    this.running = { config, model, stream, opened };
    this.socket.pause();
    clearTimeout(this.idle);
    opened.then(
      () => {
        this.send(JSON.stringify({ type: 'ready', model: model.name }));
        this.regulate();
      },
      (error: unknown) => this.fail(error),
    );
  }

  private hearSamples(bytes: Buffer): void {
    const { running } = this;
    if (!running) throw noConfig();
    const { stream, config } = running;
    stream.push(readSamples(bytes, config.encoding));
    const { maxStreamSeconds } = this.parts.options;
    if (stream.seconds > maxStreamSeconds) void this.finish(tooLong(maxStreamSeconds));
    else this.regulate();
  }

  /** Reads no further while utterances wait to be heard. */
  private regulate(): void {
    if (this.ending || this.socket.readyState !== this.socket.OPEN) return;
    const isFull = this.running?.stream.isFull ?? false;
    if (isFull === this.socket.isPaused) return;
    if (isFull) {
      this.socket.pause();
      clearTimeout(this.idle);
    } else {
      this.socket.resume();
      this.expectMessage();
    }
  }

  private tell(event: StreamEvent): void {
    const behind = this.socket.bufferedAmount > MOST_UNREAD_BYTES;
    if (behind && event.kind === 'partial') return;
    if (behind) this.fail(unread());
    else this.send(eventMessage(event));
    const { model } = this.running!;
    if (event.kind === 'final') {
      this.parts.metrics.audioSeconds.inc({ model: model.name }, event.endSeconds - event.startSeconds);
    }
  }

  private fail(error: unknown): void {
    if (this.code !== undefined || this.socket.readyState !== this.socket.OPEN) return;
    const { code, close, message } = failureOf(error);
    this.code = code;
    this.ending = true;
    this.parts.metrics.problems.inc({ code });
    if (close === CLOSE.FAULT) this.parts.log.error({ err: error, code }, 'fault');
    this.running?.stream.close();
    this.left.abort();
    this.send(message);
    this.socket.resume();
    this.socket.close(close, code);
  }

  private send(message: string): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(message);
  }

  private expectMessage(): void {
    clearTimeout(this.idle);
    const { streamIdleSeconds: seconds } = this.parts.options;
    this.idle = setTimeout(() => this.finish(silent(seconds)), 1000 * seconds);
  }

  private leave(): void {
    clearTimeout(this.clock);
    clearTimeout(this.idle);
    this.ending = true;
    this.left.abort();
    const seconds = rounded(this.running?.stream.seconds ?? 0, 1);
    this.running?.stream.close();
    this.parts.metrics.streams.dec();
    const ms = Math.round(performance.now() - this.begun);
    this.parts.log.info({ route: '/v1/stream', seconds, ms, code: this.code }, 'stream');
  }
}

const tooLong = (most: number) =>
  limitProblem('stream-too-long', `${most} s`, 'a shorter stream', 'Open another one.');
const silent = (most: number) =>
  limitProblem(
    'stream-idle',
    `no message for ${most} s`,
    'samples, or pings',
    'Send silence too, or the end.',
  );
const unread = () =>
  limitProblem('stream-unread', 'results that are not read', 'a client that reads', 'Read while you send.');
const noConfig = () =>
  limitProblem(
    'stream-no-config',
    'samples',
    'the configuration first',
    'Send {"sampleRateHz": 16000} first.',
  );
