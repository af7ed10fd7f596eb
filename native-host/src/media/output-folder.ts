// The folder that receives a score: files are staged beside their place and moved there together, or not at all.
import { mkdir, readdir, rename, rm, rmdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { ScoreError } from '@framescore/contract';
import { systemCode } from '../core/system/system-reason.js';
import { outputProblem } from '../sound/output-problem.js';
import { withCommitLock } from './commit-lock.js';
import { makeFolders } from './make-folders.js';
import { isTaken, makeStaging, moveAll, moveNew, removeStaging, sweepStaging } from './staging.js';

/** Bytes of a second of 24-bit stereo at 48 kHz. */
const WAV_BYTES_PER_SECOND = 48_000 * 2 * 3;
/** Bytes of a second of the floats in which sound lies until it is finished, and of the envelope of its peaks. */
const SCRATCH_BYTES_PER_SECOND = 48_000 * 2 * 4;
const ENVELOPE_BYTES_PER_SECOND = 48_000 * 4;
const SCRATCH_FOLDER = 'scratch';
/** Stems that a score can have, and megabits a second of a preview: for the check of free space only. */
const MOST_STEMS = 7;
const PREVIEW_BYTES_PER_SECOND = 2_000_000;
const SMALL_FILES_BYTES = 4_000_000;
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
        const staging = await makeStaging(full);
        await mkdir(path.join(staging, SCRATCH_FOLDER));
        return new StagedOutput(full, staging, made);
      } catch (cause) {
        if (made) await removeEmpty(full, made);
        if (tries === OPEN_TRIES || systemCode(cause) !== 'ENOENT') throw outputProblem(full, cause);
      }
    }
  }

  /** Throws no-space when the file system has less room than the files will need. */
  async reserve(
    { durationSeconds, takes }: { durationSeconds: number; takes: number },
    outputs: { stems: boolean; preview: boolean },
  ): Promise<void> {
    const wavs = outputs.stems ? 1 + MOST_STEMS : 1;
    const preview = outputs.preview ? PREVIEW_BYTES_PER_SECOND : 0;
    const take = wavs * WAV_BYTES_PER_SECOND + preview;
    // Of one take at a time; the mix may lie there twice, as composed and moved in time.
    const scratch = (1 + wavs) * SCRATCH_BYTES_PER_SECOND + ENVELOPE_BYTES_PER_SECOND;
    const needed = durationSeconds * (takes * take + scratch) + SMALL_FILES_BYTES;
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

  /** The path of a file that never counts. */
  readonly scratch = (name: string): string => path.join(this.staging, SCRATCH_FOLDER, name);

  async clearScratch(): Promise<void> {
    const folder = path.join(this.staging, SCRATCH_FOLDER);
    const names = await readdir(folder);
    await Promise.all(names.map((name) => rm(path.join(folder, name), { force: true })));
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
