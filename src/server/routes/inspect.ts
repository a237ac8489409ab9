/** Audio in, words out with what was seen on the way: for the pictures of the page, and for whoever draws others. */
import type { Router } from 'express';
import { type ByteTable, type Inspection, MOST_INSPECTED_SECONDS } from '../../speech/inspection.js';
import type { ServerParts } from '../parts.js';
import { inspectRequest, parseRequest } from '../requests.js';
import { rounded, wordJson } from '../transcription-formats.js';
import { uploads } from '../uploads.js';
import { jobOn, leaving } from './speech.js';

export function addInspectRoutes(router: Router, { options, models, pool, metrics }: ServerParts): void {
  router.post('/v1/inspect', uploads(options), async (request, response) => {
    const fields = parseRequest(inspectRequest, request.body);
    const model = models.speech(fields.model);
    const maxSeconds = Math.min(MOST_INSPECTED_SECONDS, options.maxSeconds);
    const job = { ...jobOn(request, model, fields, maxSeconds), nbest: fields.nbest };
    const inspection = await pool.run('inspect', job, { signal: leaving(response) });
    metrics.audioSeconds.inc({ model: model.name }, inspection.transcript.durationSeconds);
    response.json(inspectionJson(inspection, model.name));
  });
}

function inspectionJson(inspection: Inspection, model: string) {
  const { transcript, hopSeconds, cepstra, frameSeconds, phones, posteriors, states, fit } = inspection;
  const { text, words, alternatives, durationSeconds, misfit, warnings } = transcript;
  return {
    model,
    text,
    duration: rounded(durationSeconds, 3),
    words: words.map(wordJson),
    alternatives: alternatives.map((alternative) => ({
      text: alternative.text,
      log_probability: rounded(alternative.logProbability, 4),
    })),
    ...(misfit !== undefined && { misfit: rounded(misfit, 4) }),
    warnings,
    hop_seconds: hopSeconds,
    cepstra: tableJson(cepstra),
    frame_seconds: frameSeconds,
    phones,
    posteriors: tableJson(posteriors),
    states: states.map(({ phone, position, word, startFrame, endFrame }) => ({
      phone,
      position,
      word,
      start_frame: startFrame,
      end_frame: endFrame,
    })),
    fit: tableJson(fit),
  };
}

function tableJson({ rows, columns, low, high, bytes }: ByteTable) {
  const { buffer, byteOffset, byteLength } = bytes;
  return { rows, columns, low, high, data: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
}
