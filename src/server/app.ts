/** The Express app: who may come in, in which order the routes are asked, and what happens to errors. */
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import helmet from 'helmet';
import { InputError } from '../errors.js';
import { guarding } from './guards.js';
import type { ServerParts } from './parts.js';
import { HttpProblem, sendProblem } from './problem.js';
import { addAboutRoutes, addDescriptionRoutes, addHealthRoutes } from './routes/about.js';
import { addForecastRoutes } from './routes/forecast.js';
import { addInspectRoutes } from './routes/inspect.js';
import { addModelFileRoutes, addPageRoutes } from './routes/page.js';
import { addSentimentRoutes } from './routes/sentiment.js';
import { addSpeechRoutes } from './routes/speech.js';

export function createApp(parts: ServerParts): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(observing(parts), securityHeaders(), guarding(parts.guards.site));
  const open = express.Router();
  addHealthRoutes(open, parts);
  addDescriptionRoutes(open, parts);
  addPageRoutes(open);
  const closed = express.Router();
  addAboutRoutes(closed, parts);
  addModelFileRoutes(closed, parts);
  closed.use(whileReady(parts));
  addSpeechRoutes(closed, parts);
  addInspectRoutes(closed, parts);
  addSentimentRoutes(closed, parts);
  addForecastRoutes(closed, parts);
  app.use(open, guarding(parts.guards.token), closed);
  app.use((request) => {
    throw new HttpProblem(404, {
      code: 'no-such-route',
      found: `${request.method} of a path that is not here`,
      expected: 'a path of /openapi.json',
      remedy: 'Check method and path.',
    });
  });
  app.use(answering(parts));
  return app;
}

/**
 * Helmet's headers without those that are wrong here: the server speaks HTTP, so browsers must not be sent to HTTPS;
 * the page compiles WebAssembly, and shares memory between threads, which needs a page isolated from others.
 */
function securityHeaders(): RequestHandler {
  return helmet({
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
  });
}

/** Measures each request and writes one line about it, without anything a user wrote or said. */
function observing({ metrics, log }: ServerParts): RequestHandler {
  return (request, response, next) => {
    const begun = performance.now();
    response.once('close', () => {
      const seconds = (performance.now() - begun) / 1000;
      const route: string = request.route?.path ?? 'none';
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.requests.observe({ method: request.method, route, status }, seconds);
      const code = response.locals.problem as string | undefined;
      const line = { method: request.method, route, status, ms: Math.round(1000 * seconds), code };
      log[status >= 500 ? 'error' : 'info'](line, 'request');
    });
    next();
  };
}

function whileReady({ isReady }: ServerParts): RequestHandler {
  return (_, __, next) => {
    if (isReady()) return next();
    const found = 'a server that is starting or stopping';
    const explanation = {
      code: 'not-ready',
      found,
      expected: 'one that is ready',
      remedy: 'Try again in 2 s.',
    };
    throw new HttpProblem(503, explanation, { 'Retry-After': '2' });
  };
}

function answering({ metrics, log }: ServerParts): ErrorRequestHandler {
  return (thrown, _, response, next) => {
    const error = typed(thrown);
    const { code, status } = sendProblem(response, error);
    response.locals.problem = code;
    metrics.problems.inc({ code });
    if (status >= 500 && !(error instanceof HttpProblem)) log.error({ err: thrown as Error, code }, 'fault');
    // An answer that has begun cannot become a problem: Express ends the connection.
    if (response.headersSent && !response.writableEnded) next(thrown);
  };
}

/** What body parsers and routers throw says its status; the text is theirs, and fit to be told. */
function typed(error: unknown): unknown {
  if (error instanceof InputError || !(error instanceof Error)) return error;
  const { status, type } = error as Error & { status?: unknown; type?: unknown };
  if (typeof status !== 'number' || status < 400 || status >= 500) return error;
  return new HttpProblem(status, {
    code: typeof type === 'string' ? `request-${type.replaceAll('.', '-')}` : 'request-malformed',
    found: status === 413 ? 'a body that is too large' : 'a request that cannot be read',
    expected: 'a request as described in /openapi.json',
    remedy: 'Check path, headers and body.',
  });
}
