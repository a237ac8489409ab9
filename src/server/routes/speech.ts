/** Audio in, words out: transcription as OpenAI's clients ask for it, and alignment of a known text. */
import type { Request, Response, Router } from 'express';
import type { ServerParts } from '../parts.js';
import { HttpProblem } from '../problem.js';
import { alignRequest, constraintsOf, parseRequest, transcriptionRequest } from '../requests.js';
import type { ServedModel } from '../served-models.js';
import { formatTranscription, rounded } from '../transcription-formats.js';
import { uploads } from '../uploads.js';

export function addSpeechRoutes(router: Router, { options, models, pool, metrics }: ServerParts): void {
  const upload = uploads(options);
  const { maxSeconds } = options;

  router.post('/v1/audio/transcriptions', upload, async (request, response) => {
    const fields = parseRequest(transcriptionRequest, request.body);
    const model = models.speech(fields.model);
    const job = { ...jobOn(request, model, fields, maxSeconds), nbest: fields.nbest, phones: false };
    const transcript = await pool.run('transcribe', job, { signal: leaving(response) });
    metrics.audioSeconds.inc({ model: model.name }, transcript.durationSeconds);
    const { type, body } = formatTranscription(transcript, fields);
    response.type(type).send(body);
  });

  router.post('/v1/align', upload, async (request, response) => {
    const fields = parseRequest(alignRequest, request.body);
    const model = models.speech(fields.model);
    const job = { ...jobOn(request, model, fields, maxSeconds), text: fields.text };
    const { words, durationSeconds, warnings } = await pool.run('align', job, { signal: leaving(response) });
    metrics.audioSeconds.inc({ model: model.name }, durationSeconds);
    const times = (part: { startSeconds: number; endSeconds: number }) => ({
      start: rounded(part.startSeconds, 3),
      end: rounded(part.endSeconds, 3),
    });
    response.json({
      duration: rounded(durationSeconds, 3),
      words: words.map((word) => ({
        word: word.word,
        ...times(word),
        phones: word.phones.map((phone) => ({ phone: phone.phone, ...times(phone) })),
      })),
      warnings,
    });
  });

  router.get('/v1/stream', () => {
    throw new HttpProblem(
      426,
      {
        code: 'upgrade-required',
        found: 'a plain request',
        expected: 'a WebSocket',
        remedy: 'Open ws://…/v1/stream; /docs tells what to send.',
      },
      { Upgrade: 'websocket' },
    );
  });
}

/** What all jobs on an upload are told. The request does not hold its bytes any longer than the job does. */
export function jobOn(
  request: Request,
  model: ServedModel,
  fields: Parameters<typeof constraintsOf>[0],
  maxSeconds: number,
) {
  const { buffer: bytes } = request.file!; // `uploads` has refused forms without a file
  delete request.file;
  return { model: model.folder, audio: { bytes }, constraints: constraintsOf(fields), maxSeconds };
}

/** Aborted when the connection ends before the answer has gone. */
export function leaving(response: Response): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
