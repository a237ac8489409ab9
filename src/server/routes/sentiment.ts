/** Texts in, opinions out. */
import { json, type Router } from 'express';
import type { ServerParts } from '../parts.js';
import { parseRequest, sentimentRequest } from '../requests.js';
import { rounded } from '../transcription-formats.js';
import { leaving } from './speech.js';

/** Largest body. */
const BODY_BYTES = 4 * 2 ** 20;

export function addSentimentRoutes(router: Router, { models, pool }: ServerParts): void {
  router.post('/v1/sentiment', json({ limit: BODY_BYTES }), async (request, response) => {
    const { input, explain, model: name } = parseRequest(sentimentRequest, request.body);
    const model = models.sentiment(name);
    const texts = typeof input === 'string' ? [input] : input;
    const opinions = await pool.run(
      'sentiment',
      { model: model.folder, texts, explain },
      { signal: leaving(response) },
    );
    response.json({
      object: 'list',
      model: model.name,
      data: opinions.map(({ label, score, stars, tokens, trajectory }, index) => ({
        index,
        label,
        score: rounded(score, 4),
        stars: rounded(stars, 2),
        ...(tokens && {
          tokens: tokens.map(({ token, contribution }) => ({
            token,
            contribution: rounded(contribution, 4),
          })),
        }),
        ...(trajectory && {
          trajectory: trajectory.map((point) => ({ tokens: point.tokens, score: rounded(point.score, 4) })),
        }),
      })),
    });
  });
}
