/**
 * Files from multipart forms, in memory only and within bounds: one file, so many bytes, so many bytes of all clients
 * together. A client's name for its file is never used.
 */
import type { RequestHandler, Response } from 'express';
import multer from 'multer';
import { HttpProblem } from './problem.js';
import { MAX_FIELD_BYTES } from './requests.js';

/** What a form may have beside its file. */
const FORM_BYTES = 8 * MAX_FIELD_BYTES;

export interface UploadLimits {
  maxUploadBytes: number;
  maxBufferedBytes: number;
}

/** Reads the form of each request it is put before: `request.file` and `request.body` are there afterwards. */
export function uploads({ maxUploadBytes, maxBufferedBytes }: UploadLimits): RequestHandler {
  let buffered = 0;
  const read = multer({
    storage: multer.memoryStorage(),
    limits: {
      fileSize: maxUploadBytes,
      files: 1,
      fields: 32,
      parts: 33,
      fieldNameSize: 100,
      fieldSize: MAX_FIELD_BYTES,
      headerPairs: 20,
      fieldNestingDepth: 1,
      fieldArrayIndexLimit: 10,
    },
  }).single('file');
  return (request, response, next) => {
    if (!request.is('multipart/form-data')) return next(notMultipart());
    const most = maxUploadBytes + FORM_BYTES;
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > most) return hangUp(response, next, tooLarge(`${declared} bytes`, maxUploadBytes));
    if (buffered + declared > maxBufferedBytes) return hangUp(response, next, noRoom());
    let own = 0;
    const account = (piece: Buffer) => {
      own += piece.length;
      buffered += piece.length;
      // A body without a declared length shows its size only now; what is left of it is not waited for.
      if (own > most) hangUp(response, next, tooLarge(`more than ${most} bytes`, maxUploadBytes));
      else if (buffered > maxBufferedBytes) hangUp(response, next, noRoom());
    };
    request.on('data', account);
    response.once('close', () => {
      buffered -= own;
      request.off('data', account);
    });
    let done = false;
    read(request, response, (error: unknown) => {
      if (done || response.headersSent) return;
      done = true;
      if (error) next(uploadProblem(error, maxUploadBytes));
      else if (!request.file) next(noFile());
      else next();
    });
  };
}

/** Answers and ends the connection without reading the rest; the client gets a moment to read the answer. */
function hangUp(response: Response, next: (error: unknown) => void, problem: HttpProblem): void {
  if (response.headersSent) return;
  const { req: request } = response;
  response.set('Connection', 'close');
  response.once('finish', () => {
    request.pause();
    setTimeout(() => request.destroy(), 500).unref();
  });
  next(problem);
}

function uploadProblem(error: unknown, maxUploadBytes: number): unknown {
  if (error instanceof multer.MulterError) {
    if (error.code === 'LIMIT_FILE_SIZE')
      return tooLarge(`more than ${maxUploadBytes} bytes`, maxUploadBytes);
    return new HttpProblem(400, {
      code: 'multipart-unexpected',
      found: `a form in which ${error.message.toLowerCase()}`,
      expected: `one part "file" and at most 32 fields of at most ${MAX_FIELD_BYTES} bytes`,
      remedy: 'See /openapi.json for the fields.',
    });
  }
  return new HttpProblem(400, {
    code: 'multipart-malformed',
    found: `a form that cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    expected: 'a whole multipart/form-data body with its boundary',
    remedy: 'Let your HTTP library write the form and its Content-Type.',
  });
}

function tooLarge(found: string, most: number): HttpProblem {
  return new HttpProblem(413, {
    code: 'upload-too-large',
    found,
    expected: `a file of at most ${most} bytes`,
    remedy: 'Send a shorter clip, or FLAC instead of WAV.',
  });
}

function noRoom(): HttpProblem {
  return new HttpProblem(
    429,
    {
      code: 'busy',
      found: 'too many uploads at the same time',
      expected: 'fewer bytes in memory',
      remedy: 'Try again in 2 s.',
    },
    { 'Retry-After': '2' },
  );
}

function notMultipart(): HttpProblem {
  return new HttpProblem(415, {
    code: 'multipart-expected',
    found: 'a body of another type',
    expected: 'multipart/form-data with a part "file"',
    remedy: 'Send the audio as a form: curl -F file=@clip.wav …',
  });
}

function noFile(): HttpProblem {
  return new HttpProblem(400, {
    code: 'multipart-no-file',
    found: 'a form without a file',
    expected: 'a part "file"',
    remedy: 'Send the audio as a form: curl -F file=@clip.wav …',
  });
}
