/** What the server is and how it is: models, health, metrics. */
import type { Router } from 'express';
import { docsPage } from '../docs-page.js';
import { openApi } from '../openapi.js';
import type { ServerParts } from '../parts.js';
import type { ServedModel } from '../served-models.js';

/** Needs no token: whoever watches the process asks these. */
export function addHealthRoutes(router: Router, { isReady }: ServerParts): void {
  router.get('/healthz', (_, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', (_, response) => {
    const ready = isReady();
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' });
  });
}

/** Needs no token either: it tells nothing of users or models. */
export function addDescriptionRoutes(router: Router, { version, options }: ServerParts): void {
  const description = openApi(version, options.token !== undefined);
  const page = docsPage(description);
  router.get('/openapi.json', (_, response) => {
    response.json(description);
  });
  router.get('/docs', (_, response) => {
    response.type('html').send(page);
  });
}

export function addAboutRoutes(router: Router, { models, metrics }: ServerParts): void {
  router.get('/v1/models', (_, response) => {
    response.json({
      object: 'list',
      data: models.all.map((model) => modelJson(model, models.defaultSpeech)),
    });
  });
  router.get('/v1/models/:name', (request, response) => {
    const model = models.named(request.params.name);
    response.json({ ...modelJson(model, models.defaultSpeech), card: model.card });
  });
  router.get('/metrics', async (_, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

/** OpenAI's four members, and what we know beyond them. */
function modelJson(model: ServedModel, defaultSpeech: ServedModel) {
  const { name, kind, description, sizeBytes, about } = model;
  return {
    id: name,
    object: 'model',
    created: 0,
    owned_by: 'utterly',
    kind,
    description,
    size_bytes: sizeBytes,
    default: model === defaultSpeech,
    ...about,
  };
}
