/** Why a job got no result, other than by its own input. */
import { HttpProblem } from '../problem.js';

/** A refusal that says when the line should be through: its length times what a job has taken lately. */
export function busy(accepted: number, most: number, secondsToWait: number): HttpProblem {
  const seconds = Math.min(30, Math.max(1, Math.ceil(secondsToWait)));
  return new HttpProblem(
    429,
    {
      code: 'busy',
      found: `${accepted} clips being recognised or waiting`,
      expected: `at most ${most}`,
      remedy: `Try again in ${seconds} s.`,
    },
    { 'Retry-After': String(seconds) },
  );
}

export function workerLost(cause: unknown): HttpProblem {
  const problem = new HttpProblem(
    503,
    {
      code: 'worker-lost',
      found: 'a worker that ended in the middle of this request',
      expected: 'a worker that finishes',
      remedy: 'Try again: another one takes its place.',
    },
    { 'Retry-After': '2' },
  );
  problem.cause = cause;
  return problem;
}

export function deadlineExceeded(seconds: number): HttpProblem {
  return new HttpProblem(504, {
    code: 'deadline-exceeded',
    found: `no result after ${seconds} s`,
    expected: 'one by then',
    remedy: 'Send shorter clips, or start the server with a longer --deadline.',
  });
}

export function clientLeft(): HttpProblem {
  return new HttpProblem(499, {
    code: 'client-left',
    found: 'a connection that was closed',
    expected: 'a client that waits',
    remedy: 'Keep the connection open until the answer has come.',
  });
}
