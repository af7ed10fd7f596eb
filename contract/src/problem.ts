// Every way a score can fail: one table, one class. docs/problems.md lists each code (tested). Knows no process and no UI.

/** What went wrong, keyed by code. `exitCode` is the command line's (design section 10), `status` the HTTP meaning. */
export const PROBLEMS = {
  'usage-wrong': { status: 400, exitCode: 2, title: 'The command cannot be understood.' },
  'range-invalid': { status: 422, exitCode: 2, title: 'The range does not lie inside the media.' },
  'range-too-short': { status: 422, exitCode: 2, title: 'The range is too short to score.' },
  'style-unknown': { status: 422, exitCode: 2, title: 'The music model has no such style.' },
  'tempo-invalid': { status: 422, exitCode: 2, title: 'The tempo cannot be used.' },
  'outputs-unsupported': { status: 422, exitCode: 2, title: 'The music model cannot write such files.' },
  'media-missing': { status: 404, exitCode: 3, title: 'The media file was not found.' },
  'media-changed': { status: 409, exitCode: 3, title: 'The media file is not the one that was scored.' },
  'media-unreadable': { status: 422, exitCode: 3, title: 'The media file could not be read.' },
  'media-no-video': { status: 422, exitCode: 3, title: 'The media file has no picture.' },
  'media-no-audio': { status: 422, exitCode: 3, title: 'The media file has no sound.' },
  'media-too-short': { status: 422, exitCode: 3, title: 'The media file is too short to score.' },
  'model-missing': { status: 503, exitCode: 4, title: 'The music model is not installed.' },
  'model-damaged': { status: 503, exitCode: 4, title: 'A file of the music model is damaged.' },
  'model-incompatible': { status: 503, exitCode: 4, title: 'The music model does not fit this version.' },
  'timeline-invalid': { status: 422, exitCode: 2, title: 'The timeline cannot be understood.' },
  'job-unknown': { status: 404, exitCode: 2, title: 'There is no such score.' },
  'request-refused': { status: 403, exitCode: 2, title: 'The request was refused.' },
  'not-paired': { status: 401, exitCode: 2, title: 'The panel is not paired with the score host.' },
  'pairing-refused': { status: 403, exitCode: 2, title: 'The code was not accepted.' },
  'host-busy': { status: 503, exitCode: 5, title: 'Too many scores are waiting.' },
  'host-unreachable': { status: 503, exitCode: 5, title: 'The score host is not running.' },
  'network-denied': {
    status: 403,
    exitCode: 2,
    title: 'Premiere does not let the panel reach the score host.',
  },
  'host-outdated': { status: 505, exitCode: 5, title: 'Panel and score host are of different versions.' },
  'no-active-sequence': { status: 409, exitCode: 2, title: 'No sequence is open.' },
  'timeline-changed': {
    status: 500,
    exitCode: 5,
    title: 'The sequence, or the score in it, is no longer there.',
  },
  'project-closed': { status: 500, exitCode: 5, title: 'The project is no longer open.' },
  'premiere-busy': { status: 503, exitCode: 5, title: 'Premiere is busy.' },
  'premiere-outdated': { status: 501, exitCode: 5, title: 'Premiere is too old for FrameScore.' },
  'clip-unreadable': { status: 422, exitCode: 3, title: 'Premiere cannot read this clip.' },
  'timeline-rejected': { status: 502, exitCode: 5, title: 'Premiere did not accept the change.' },
  'output-unwritable': { status: 507, exitCode: 5, title: 'The result could not be written.' },
  'no-space': { status: 507, exitCode: 5, title: 'There is no space left for the result.' },
  'engine-died': { status: 502, exitCode: 5, title: 'The music engine stopped unexpectedly.' },
  'out-of-memory': { status: 507, exitCode: 5, title: 'There was not enough memory for this range.' },
  cancelled: { status: 499, exitCode: 130, title: 'The score was cancelled.' },
  internal: { status: 500, exitCode: 5, title: 'Something went wrong in FrameScore.' },
} as const satisfies Record<string, { status: number; exitCode: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** The one error that crosses module borders: a code of the table, and a detail that says what to do. */
export class ScoreError extends Error {
  override readonly name = 'ScoreError';
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${detail}`, options);
  }
}

/** True for the error of a run that its caller ended; cancelling is not shown as a problem. */
export function isCancelled(error: unknown): boolean {
  return error instanceof ScoreError && error.code === 'cancelled';
}
