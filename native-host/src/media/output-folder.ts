// The folder that receives a score: files are staged beside their place and moved there together, or not at all.
import { mkdir, mkdtemp, readdir, rename, rm, rmdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { ScoreError } from '@framescore/contract';

/** Bytes of a second of 24-bit stereo at 48 kHz. */
const WAV_BYTES_PER_SECOND = 48_000 * 2 * 3;
/** Stems that a score can have, and megabits a second of a preview: for the check of free space only. */
const MOST_STEMS = 7;
const PREVIEW_BYTES_PER_SECOND = 2_000_000;
const SMALL_FILES_BYTES = 4_000_000;

export class StagedOutput {
  private readonly staged = new Set<string>();

  private constructor(
    private readonly directory: string,
    private readonly staging: string,
    private readonly madeDirectory: string | undefined,
  ) {}

  /** Makes the folder where it is missing, and a staging folder in it. Throws output-unwritable or no-space. */
  static async open(directory: string): Promise<StagedOutput> {
    const full = path.resolve(directory);
    try {
      const made = await mkdir(full, { recursive: true });
      return new StagedOutput(full, await mkdtemp(path.join(full, '.framescore-')), made);
    } catch (cause) {
      throw outputProblem(full, cause);
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

  /** Moves every staged file into the folder, replacing those of an earlier score of the same name. */
  async commit(): Promise<void> {
    try {
      for (const fileName of this.staged) {
        await rename(path.join(this.staging, fileName), path.join(this.directory, fileName));
      }
      this.staged.clear();
    } catch (cause) {
      throw outputProblem(this.directory, cause);
    }
  }

  /** Removes the staging folder, and the folder itself when this run made it and nothing is in it. Never throws. */
  async discard(): Promise<void> {
    await rm(this.staging, { recursive: true, force: true }).catch(() => undefined);
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
