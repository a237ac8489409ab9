/** The models a server offers, by the names clients call them. A client never names a folder. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError } from '../errors.js';
import { findModel, folderBytes, modelNames } from '../installed-models.js';
import { readModelJson } from '../model-folder.js';

/** Names that clients of OpenAI's service send; they mean the default model. */
const ALIASES = new Set(['', 'default', 'whisper-1', 'gpt-4o-transcribe', 'gpt-4o-mini-transcribe']);

const SENTIMENT = 'sentiment';

export interface ServedModel {
  name: string;
  folder: string;
  kind: string;
  description: string;
  sizeBytes: number;
  /** Further things that its model.json says for people: data, licence, results. */
  about: Record<string, unknown>;
  /** Its CARD.md, if it has one. */
  card: string | undefined;
}

export class ServedModels {
  /** The one that is taken when a client names none. */
  readonly defaultSpeech: ServedModel;
  private readonly defaultSentiment: ServedModel | undefined;

  private constructor(readonly all: readonly ServedModel[]) {
    const speech = all.find(({ kind }) => kind.startsWith('speech-'));
    if (!speech) throw notFound('no speech model', all);
    this.defaultSpeech = speech;
    this.defaultSentiment = all.find(({ kind }) => kind === SENTIMENT);
  }

  /**
   * @param wanted - names or folders, the default one first; all installed ones when empty
   * @throws InputError `model-not-found`, `model-damaged`
   */
  static find(modelsFolder: string, wanted: readonly string[]): ServedModels {
    const first = findModel(modelsFolder, wanted[0]);
    const rest = wanted.length > 0 ? wanted.slice(1) : modelNames(modelsFolder);
    const folders = new Set([first, ...rest.map((name) => findModel(modelsFolder, name))]);
    return new ServedModels([...folders].map(describe));
  }

  /** @throws InputError `model-not-found` */
  named(name: string): ServedModel {
    const model = this.all.find((candidate) => candidate.name === name);
    if (!model) throw notFound(`no model "${name.slice(0, 100)}"`, this.all);
    return model;
  }

  /** @throws InputError `model-not-found` */
  speech(name = ''): ServedModel {
    if (ALIASES.has(name)) return this.defaultSpeech;
    return this.ofKind(name, 'speech', ({ kind }) => kind.startsWith('speech-'));
  }

  /** @throws InputError `model-not-found` */
  sentiment(name = ''): ServedModel {
    if (ALIASES.has(name) && this.defaultSentiment) return this.defaultSentiment;
    return this.ofKind(name, 'sentiment', ({ kind }) => kind === SENTIMENT);
  }

  private ofKind(name: string, task: string, isOne: (model: ServedModel) => boolean): ServedModel {
    const candidates = this.all.filter(isOne);
    const model = candidates.find((candidate) => candidate.name === name);
    if (!model) throw notFound(`no ${task} model "${name.slice(0, 100)}"`, candidates);
    return model;
  }
}

function describe(folder: string): ServedModel {
  const { weights: _, format: __, kind, name: ___, description, ...rest } = readModelJson(folder);
  const about = rest as Record<string, unknown>;
  const told = ['data', 'licence', 'results', 'command'].filter((key) => key in about);
  return {
    name: basename(folder),
    folder,
    kind,
    description,
    sizeBytes: folderBytes(folder),
    about: Object.fromEntries(told.map((key) => [key, about[key]])),
    card: readCard(folder),
  };
}

function readCard(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, 'CARD.md'), 'utf8');
  } catch {
    return undefined; // models of one's own need no card
  }
}

function notFound(found: string, candidates: readonly ServedModel[]): InputError {
  return new InputError({
    code: 'model-not-found',
    found,
    expected: candidates.length > 0 ? `one of ${candidates.map(({ name }) => name).join(', ')}` : 'a model',
    remedy: 'GET /v1/models lists what this server has.',
  });
}
