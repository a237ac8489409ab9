/** Recognition by the server: its JSON becomes what the recogniser itself would have given. */
import { type ByteTable, type Inspection, MOST_INSPECTED_SECONDS } from '../../speech/inspection.js';
import type { Transcript } from '../../speech/recognizer-types.js';
import { call } from '../api.js';
import type { Engine, EngineRequest } from './engine.js';
import type { Recognition } from './protocol.js';

interface TranscriptJson {
  text: string;
  duration: number;
  words: { word: string; start: number; end: number; confidence: number }[];
  alternatives?: { text: string; log_probability: number }[];
  warnings?: { code: string; message: string }[];
}

interface TableJson {
  rows: number;
  columns: number;
  low: number;
  high: number;
  data: string;
}

interface InspectionJson extends TranscriptJson {
  hop_seconds: number;
  cepstra: TableJson;
  frame_seconds: number;
  phones: string[];
  posteriors: TableJson;
  states: { phone: string; position: number; word: number; start_frame: number; end_frame: number }[];
  fit: TableJson;
}

export class ServerEngine implements Engine {
  async prepare(): Promise<void> {
    // The server has opened its models already.
  }

  async recognize({ model, clip, constraints, nbest }: EngineRequest): Promise<Recognition> {
    const form = new FormData();
    form.set('model', model);
    form.set('nbest', String(nbest));
    if (constraints.grammar !== undefined) form.set('grammar', constraints.grammar);
    if (constraints.vocabulary !== undefined) form.set('vocabulary', constraints.vocabulary);
    form.set('file', new Blob([clip.bytes as Uint8Array<ArrayBuffer>]), 'clip');
    if (clip.durationSeconds <= MOST_INSPECTED_SECONDS) {
      const inspection = inspectionOf(
        await call<InspectionJson>('/v1/inspect', { method: 'POST', body: form }),
      );
      return { transcript: inspection.transcript, inspection };
    }
    form.set('response_format', 'verbose_json');
    form.append('timestamp_granularities[]', 'word');
    const json = await call<TranscriptJson>('/v1/audio/transcriptions', { method: 'POST', body: form });
    return { transcript: transcriptOf(json) };
  }
}

function transcriptOf({
  text,
  duration,
  words,
  alternatives = [],
  warnings = [],
}: TranscriptJson): Transcript {
  return {
    text,
    durationSeconds: duration,
    words: words.map(({ word, start, end, confidence }) => ({
      word,
      confidence,
      startSeconds: start,
      endSeconds: end,
    })),
    alternatives: alternatives.map((reading) => ({
      text: reading.text,
      logProbability: reading.log_probability,
    })),
    warnings,
  };
}

function inspectionOf(json: InspectionJson): Inspection {
  return {
    transcript: transcriptOf(json),
    hopSeconds: json.hop_seconds,
    cepstra: tableOf(json.cepstra),
    frameSeconds: json.frame_seconds,
    phones: json.phones,
    posteriors: tableOf(json.posteriors),
    states: json.states.map(({ phone, position, word, start_frame, end_frame }) => ({
      phone,
      position,
      word,
      startFrame: start_frame,
      endFrame: end_frame,
    })),
    fit: tableOf(json.fit),
  };
}

function tableOf({ data, ...rest }: TableJson): ByteTable {
  return { ...rest, bytes: Uint8Array.from(atob(data), (character) => character.charCodeAt(0)) };
}
