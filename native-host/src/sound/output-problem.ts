// What it means to the user when the system refuses to write.
import path from 'node:path';
import { ScoreError } from '@framescore/contract';

/** A failed write as it comes out of a worker thread: errors lose what they carry on their way. */
export type DiskFailure = { systemCode: string; path: string | undefined };

/** What a failed write means to the user, with the cause kept. */
export function outputProblem(where: string, cause: unknown): ScoreError {
  if (cause instanceof ScoreError) return cause;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? 'unknown';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ScoreError(
      'no-space',
      `The disk of ${where} is full. Free some space or choose another folder.`,
      { cause },
    );
  }
  const reasons: Record<string, string> = {
    EACCES: 'it may not be written to',
    EPERM: 'it may not be written to',
    EROFS: 'it is on a read-only file system',
    EEXIST: 'a file of that name is in the way',
    ENOTDIR: 'a part of the path is a file',
    ENAMETOOLONG: 'the path is too long',
  };
  const reason = reasons[code] ?? `the system says ${code}`;
  return new ScoreError(
    'output-unwritable',
    `${where} cannot be used: ${reason}. Choose another folder with --out.`,
    { cause },
  );
}

/** The failure of an error that the system raised; undefined for any other. */
export function diskFailureOf(error: unknown): DiskFailure | undefined {
  if (typeof error !== 'object' || error === null || !('syscall' in error)) return undefined;
  const { code, path: where } = error as NodeJS.ErrnoException;
  return { systemCode: code ?? 'unknown', path: where };
}

/** Sound of a run lies in a folder in a folder of its own inside the one that the user named. */
export function diskProblem({ systemCode, path: file }: DiskFailure, cause: Error): ScoreError {
  const where = file ? path.resolve(file, '../../..') : 'the output folder';
  return outputProblem(where, Object.assign(cause, { code: systemCode }));
}
