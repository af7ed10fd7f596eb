// What a fault of SQLite, or of the file below it, means to a person: the true reason, whichever library spoke.
import { ScoreError } from '@framescore/contract';
import { isNoSpace, systemCode, systemReason } from '../core/system/system-reason.js';

export type StoreFault = 'busy' | 'damaged' | 'full' | 'refused' | 'unknown';

// Primary result codes of SQLite (https://sqlite.org/rescode.html).
const KINDS: Record<number, StoreFault> = {
  1: 'damaged', // ERROR: a table or column that is not there
  3: 'refused', // PERM
  5: 'busy', // BUSY
  6: 'busy', // LOCKED
  8: 'refused', // READONLY
  11: 'damaged', // CORRUPT
  13: 'full', // FULL
  14: 'refused', // CANTOPEN
  17: 'damaged', // SCHEMA
  26: 'damaged', // NOTADB
};

type LibraryError = { code?: unknown; rawCode?: unknown; errcode?: unknown };

export function faultOf(cause: unknown): StoreFault {
  if (isNoSpace(cause)) return 'full';
  if (systemCode(cause) !== undefined) return 'refused';
  const { rawCode, errcode } = (cause ?? {}) as LibraryError;
  const code = [rawCode, errcode].find((value) => typeof value === 'number') ?? resultCodeIn(cause);
  return (code === undefined ? undefined : KINDS[Number(code) & 0xff]) ?? 'unknown';
}

/** `what` names the file for a person: "The job list /home/a/framescore.sqlite". Errors of ours stay as they are. */
export function storeProblem(what: string, cause: unknown): ScoreError {
  if (cause instanceof ScoreError) return cause;
  switch (faultOf(cause)) {
    case 'busy':
      return new ScoreError(
        'output-unwritable',
        `${what} is held by another program, a backup for example. Wait until that has ended, then start again.`,
        { cause },
      );
    case 'full':
      return new ScoreError('no-space', `${what} cannot grow: its disk is full. Free some space.`, { cause });
    case 'damaged':
      return new ScoreError(
        'output-unwritable',
        `${what} is damaged. End the score host and start it again: it sets the file aside and keeps what can be read of it.`,
        {
          cause,
        },
      );
    default:
      return new ScoreError(
        'output-unwritable',
        `${what} cannot be used: ${reasonOf(cause)}. Mend that, or set FRAMESCORE_DATA_DIR to another folder.`,
        { cause },
      );
  }
}

function reasonOf(cause: unknown): string {
  if (systemCode(cause) !== undefined) return systemReason(cause);
  return cause instanceof Error ? `SQLite says "${cause.message}"` : 'SQLite does not say why';
}

/** libsql says it in words alone where a file cannot be opened: "Unable to open connection to local database x: 14". */
function resultCodeIn(cause: unknown): number | undefined {
  const found = cause instanceof Error ? /: (\d+)"?\)?$/.exec(cause.message) : null;
  return found ? Number(found[1]) : undefined;
}
