/** Everything that can be said about how the server is to run, checked in one place. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { InputError } from '../errors.js';
import { MOST_TIMER_SECONDS } from '../platform.js';

const count = (least: number) => z.number().int().min(least);
const seconds = z.number().positive().max(MOST_TIMER_SECONDS);

const schema = z.strictObject({
  /** Address to listen on. Anything but a loopback address lets other machines in: give a token. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  port: count(0).max(65535).default(8080),
  /** What clients must send as `Authorization: Bearer …`; nothing is asked without it. */
  token: z.string().min(1).optional(),
  /** Names or folders of the models served, the default one first; all installed ones when empty. */
  models: z.array(z.string().min(1)).default([]),
  /** Folder of the installed models. */
  modelsFolder: z.string().min(1),
  /** Workers that recognise, one clip each. More than there are cores only makes answers later. */
  threads: count(1).default(() => Math.min(4, availableParallelism())),
  /** Clips that may wait for a worker; who comes later is told to come again. */
  queue: count(0).default(64),
  /** Largest upload. OpenAI's own limit is the same. */
  maxUploadBytes: count(1).default(25 * 2 ** 20),
  /** All uploads together that may be in memory. */
  maxBufferedBytes: count(1).default(512 * 2 ** 20),
  /** Longest clip. */
  maxSeconds: seconds.default(600),
  /** From the last byte of a request to its answer, waiting included. */
  deadlineSeconds: seconds.default(120),
  /** A whole request must have arrived after so long; slow senders are cut off. */
  receiveSeconds: seconds.default(30),
  /** A connection on which no byte moves for so long is dropped: nobody reads its answer. Both of the above unless given. */
  stalledSeconds: seconds.optional(),
  /** How long a shutdown waits for what was accepted. */
  shutdownSeconds: seconds.default(30),
  /** Streams at once: from one address, and in all. */
  maxStreamsPerClient: count(1).default(8),
  maxStreams: count(1).default(32),
  /** Longest stream, by its audio and by the clock. */
  maxStreamSeconds: seconds.default(3600),
  /** A stream from which no message has come for so long is ended. */
  streamIdleSeconds: seconds.default(30),
  /** Largest message of a stream: 16 s of 16-bit audio at 16 kHz. */
  maxMessageBytes: count(1024).default(512 * 1024),
});

/** What {@link startServer} accepts; all but `modelsFolder` has a default. */
export type ServerOptions = z.input<typeof schema>;
/** {@link ServerOptions} with the defaults filled in. */
export type ResolvedServerOptions = z.output<typeof schema>;

/** @throws InputError `server-option` */
export function resolveServerOptions(options: ServerOptions): ResolvedServerOptions {
  const { success, data, error } = schema.safeParse(options);
  if (success) return data;
  const { path, message } = error.issues[0]!;
  throw new InputError({
    code: 'server-option',
    found: `${path.join('.') || 'the options'}: ${message}`,
    expected: 'options in their ranges',
    remedy: 'Correct this option or leave it out; `utterly serve --help` lists them.',
  });
}

/** Whether only programs on this machine can reach `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
