/**
 * What goes wrong, as HTTP: RFC 9457 problem details from the typed errors. Beside the standard members stand the
 * error's own code, what was found, expected and to be done, and the `error` object that OpenAI's clients read.
 */
import type { Response } from 'express';
import { type Explanation, InputError } from '../errors.js';

/** A refusal with its status, e.g. 429; what was wrong with the input itself is an {@link InputError}. */
export class HttpProblem extends InputError {
  constructor(
    readonly status: number,
    explanation: Explanation,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(explanation);
    this.name = 'HttpProblem';
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timeout',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Cannot be processed',
  426: 'Upgrade required',
  429: 'Too many requests',
  499: 'Client left',
  500: 'Internal error',
  503: 'Unavailable',
  504: 'Deadline exceeded',
};

/** Status of codes whose status is not 400; what stands before a `-*` counts for all codes that begin so. */
const STATUS: readonly (readonly [pattern: RegExp, status: number])[] = [
  [/^audio-(too-large|too-long)$/, 413],
  [/^audio-(not-wav|unsupported-format|unsupported-encoding)$/, 415],
  [/^audio-/, 422],
  [/^align-(no-fit|silent)$/, 422],
  [/^model-not-found$/, 404],
];

/** The body of a problem response. */
export interface ProblemDetails extends Explanation {
  type: string;
  title: string;
  status: number;
  detail: string;
  error: { message: string; type: string; code: string; param: null };
}

/** @param error - anything thrown; what is not an InputError is a fault of ours and tells nothing of itself. */
export function problemOf(error: unknown): ProblemDetails {
  const explanation = error instanceof InputError ? error : INTERNAL;
  const { code, found, expected, remedy } = explanation;
  const status =
    error instanceof HttpProblem
      ? error.status
      : error instanceof InputError
        ? (STATUS.find(([pattern]) => pattern.test(code))?.[1] ?? 400)
        : 500;
  const detail = `Found ${found}, expected ${expected}. ${remedy}`;
  const kind = status >= 500 ? 'server_error' : status === 429 ? 'rate_limit_error' : 'invalid_request_error';
  return {
    type: `urn:utterly:problem:${code}`,
    title: TITLES[status] ?? 'Problem',
    status,
    detail,
    code,
    found,
    expected,
    remedy,
    error: { message: detail, type: kind, code, param: null },
  };
}

const INTERNAL: Explanation = {
  code: 'internal-error',
  found: 'a fault of ours',
  expected: 'an answer',
  remedy: 'Try again; if it stays, the server log has the reason.',
};

/** Answers with the problem, unless an answer has begun. */
export function sendProblem(response: Response, error: unknown): ProblemDetails {
  const problem = problemOf(error);
  if (response.headersSent || response.destroyed) return problem;
  if (error instanceof HttpProblem) response.set(error.headers);
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  return problem;
}
