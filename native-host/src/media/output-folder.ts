// The folder that receives a score: files are staged beside their place and moved there together, or not at all.
import { readdir, rename, rmdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { ScoreError } from '@framescore/contract';
import { isNoSpace, systemCode, systemReason } from '../core/system/system-reason.js';
import { withCommitLock } from './commit-lock.js';
import { makeFolders } from './make-folders.js';
import { isTaken, makeStaging, moveAll, moveNew, removeStaging, sweepStaging } from './staging.js';

/** Bytes of a second of 24-bit stereo at 48 kHz. */
const WAV_BYTES_PER_SECOND = 48_000 * 2 * 3;
/** Stems that a score can have, and megabits a second of a preview: for the check of free space only. */
const MOST_STEMS = 7;
const PREVIEW_BYTES_PER_SECOND = 2_000_000;
const SMALL_FILES_BYTES = 4_000_000;
const STAGED_FILE = /[\\/]\.framescore-.*$/;
/** Another run may remove the folder, empty as it is to that run, before this one has put anything in it. */
const OPEN_TRIES = 3;

export class StagedOutput {
  private readonly staged = new Set<string>();

  private constructor(
    private readonly directory: string,
    private readonly staging: string,
    private readonly madeDirectory: string | undefined,
  ) {}

  /**
   * Makes the folder where it is missing, and a staging folder in it; what earlier runs left half-written is removed once their
   * process is gone. Throws output-unwritable or no-space.
   */
  static async open(directory: string): Promise<StagedOutput> {
    const full = path.resolve(directory);
    for (let tries = 1; ; tries += 1) {
      let made: string | undefined;
      try {
        made = await makeFolders(full);
        await sweepStaging([full]);
        return new StagedOutput(full, await makeStaging(full), made);
      } catch (cause) {
        if (made) await removeEmpty(full, made);
        if (tries === OPEN_TRIES || systemCode(cause) !== 'ENOENT') throw outputProblem(full, cause);
      }
    }
  }

  /** Throws no-space when the file system has less room than the files will need. */
  async reserve(durationSeconds: number, outputs: { stems: boolean; preview: boolean }): Promise<void> {
    const wavs = outputs.stems ? 1 + MOST_STEMS : 1;
    const preview = outputs.preview ? PREVIEW_BYTES_PER_SECOND : 0;
    const needed = durationSeconds * (wavs * WAV_BYTES_PER_SECOND + preview) + SMALL_FILES_BYTES;
    const system = await statfs(this.directory).catch(() => undefined);
    if (!system) return;
    const free = system.bavail * system.bsize;
    if (free >= needed) return;
    const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
    throw new ScoreError(
      'no-space',
      `${this.directory} has ${megabytes(free)} free; this score needs about ${megabytes(needed)}. Free some space or choose another folder.`,
    );
  }

  /** The path under which to write `fileName` until `commit`. */
  stage(fileName: string): string {
    this.staged.add(fileName);
    return path.join(this.staging, fileName);
  }

  /** Gives a staged file another name. */
  async restage(fileName: string, newName: string): Promise<void> {
    const from = path.join(this.staging, fileName);
    this.staged.delete(fileName);
    await rename(from, this.stage(newName)).catch((cause: unknown) => {
      throw outputProblem(this.directory, cause);
    });
  }

  /** Whether something of that name is in the folder, also when it may not be read. */
  isTaken(fileName: string): Promise<boolean> {
    return isTaken(path.join(this.directory, fileName));
  }

  /** Moves every staged file into the folder, replacing those of an earlier score of the same name; on failure, none. */
  async commit(): Promise<void> {
    await this.move(moveAll);
  }

  /** The same, but replaces nothing: gives false, with nothing moved, when one of the names is taken. */
  commitNew(): Promise<boolean> {
    return this.move(moveNew);
  }

  private async move<T>(
    move: (staging: string, directory: string, names: string[]) => Promise<T>,
  ): Promise<T> {
    const { staging, directory } = this;
    try {
      return await withCommitLock(staging, directory, () => move(staging, directory, [...this.staged]));
    } catch (cause) {
      throw outputProblem(directory, cause);
    }
  }

  /** Removes the staging folder, and the folder itself when this run made it and nothing is in it. Never throws. */
  async discard(): Promise<void> {
    await removeStaging(this.staging, this.directory).catch(() => undefined);
    if (this.madeDirectory) await removeEmpty(this.directory, this.madeDirectory);
  }
}

/** Removes empty folders from `directory` up to `topmost`. */
async function removeEmpty(directory: string, topmost: string): Promise<void> {
  for (let folder = directory; folder.startsWith(topmost); folder = path.dirname(folder)) {
    const entries = await readdir(folder).catch(() => ['unknown']);
    if (entries.length > 0) return;
    await rmdir(folder).catch(() => undefined);
  }
}

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
    `${where} cannot be used: ${systemReason(cause)}${place}. Choose another folder with --out.`,
    { cause },
  );
}
