/** The demo page, and the model files it needs to recognise by itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Router } from 'express';
import { builtFile } from '../../rnn/kernels/platform.js';
import { packageFolder } from '../../speech/corpus/locations.js';
import { filesForPage, listFiles, pageModels } from '../page-models.js';
import type { ServerParts } from '../parts.js';

/** Needs no token: it asks its visitor for one when it needs it. */
export function addPageRoutes(router: Router): void {
  const page = fileURLToPath(builtFile('../../../page/'));
  router.use(express.static(page, { cacheControl: true, maxAge: 0 }));
  const clip = readFileSync(join(packageFolder(), 'corpora', 'clips', 'number.wav'));
  router.get('/clips/number.wav', (_, response) => {
    response.type('audio/wav').send(clip);
  });
}

/** `/models/NAME/files.json` lists what a recogniser reads of a model; beside it lie the files. */
export function addModelFileRoutes(router: Router, { models }: ServerParts): void {
  const folders = pageModels(models);
  router.get('/models/:name/files.json', async (request, response, next) => {
    const folder = folders.get(request.params.name);
    if (!folder) return next();
    response.json({ files: await listFiles(folder) });
  });
  router.get('/models/:name/*path', (request, response, next) => {
    const folder = folders.get(request.params.name);
    const path = ([] as string[]).concat(request.params.path ?? []).join('/');
    if (!folder || !filesForPage(folder).includes(path)) return next();
    // Asked for with its checksum, a file never changes.
    response.set('Cache-Control', request.query.sha256 ? 'private, max-age=31536000, immutable' : 'no-cache');
    response.sendFile(path, { root: folder, cacheControl: false });
  });
}
