// What it means to the user when the system refuses to write.
import { ScoreError } from '@framescore/contract';
import { isNoSpace, systemReason } from '../core/system/system-reason.js';

const STAGED_FILE = /[\\/]\.framescore-.*$/;

/** What a failed write means to the user, with the cause kept. A file in a staging folder stands for the folder of the result. */
export function outputProblem(file: string, cause: unknown): ScoreError {
  if (cause instanceof ScoreError) return cause;
  const where = file.replace(STAGED_FILE, '');
  if (isNoSpace(cause)) {
    const detail = `The disk of ${where} is full. Free some space or choose another folder.`;
    return new ScoreError('no-space', detail, { cause });
  }
  const { path: at } = (cause ?? {}) as NodeJS.ErrnoException;
  const place = at === undefined || at === where || STAGED_FILE.test(at) ? '' : ` (${at})`;
  return new ScoreError(
    'output-unwritable',
    `${where} cannot be used: ${systemReason(cause)}${place}. Choose another folder.`,
    { cause },
  );
}

/** A failed write as it comes out of a worker thread: errors lose what they carry on their way. */
export type DiskFailure = { systemCode: string; path: string | undefined };

/** The failure of an error that the system raised; undefined for any other. */
export function diskFailureOf(error: unknown): DiskFailure | undefined {
  if (typeof error !== 'object' || error === null || !('syscall' in error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  return { systemCode: code ?? 'unknown', path };
}

export function diskProblem({ systemCode, path }: DiskFailure, cause: Error): ScoreError {
  return outputProblem(path ?? 'The output folder', Object.assign(cause, { code: systemCode }));
}
