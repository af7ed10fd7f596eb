// An error as it crosses the socket: RFC 9457. What is not a ScoreError says nothing of the inside of the host.
import { PROBLEMS, ScoreError, type ProblemCode } from './problem.js';
import type { WireProblem } from './wire.js';

const INTERNAL_DETAIL = 'The log of the score host says more. Try again, and report it if it happens again.';

export function makeWireProblem(code: ProblemCode, detail: string, jobId?: string): WireProblem {
  const { title, status } = PROBLEMS[code];
  const instance = jobId === undefined ? {} : { instance: jobId };
  return { type: `urn:framescore:problem:${code}`, code, title, detail, status, ...instance };
}

export function wireProblemOf(error: unknown, jobId?: string): WireProblem {
  if (error instanceof ScoreError) return makeWireProblem(error.code, error.detail, jobId);
  return makeWireProblem('internal', INTERNAL_DETAIL, jobId);
}
