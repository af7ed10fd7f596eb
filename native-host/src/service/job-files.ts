// The folder of each score under the host's own root: the timeline it is composed for, and the pictures sent with it.
import { constants, copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exportedFrames, mapTimelinePaths, ScoreError, type TimelineSnapshot } from '@framescore/contract';
import { isNoSpace, systemReason } from '../core/system/system-reason.js';
import type { JobFiles } from '../score-job-ports.js';
import { writePrivateFile } from './data-folder.js';
import { checkTimelinePaths } from './media-paths.js';

/** What only a score that was finished leaves. */
const FINISHED = /^score.*\.(json|wav)$/;
const PICTURE = /\.(png|jpe?g|bmp|tiff?|tga|gif|dpx)$/i;
/** An uncompressed picture of 4K has 25 MB. */
const LARGEST_PICTURE_BYTES = 64_000_000;

type Copy = (from: string, to: string) => Promise<void>;
const copyWhole: Copy = (from, to) => copyFile(from, to, constants.COPYFILE_FICLONE);

export function createJobFiles(scoresPath: string, copy = copyWhole): JobFiles {
  const folderOf = (jobId: string) => path.join(scoresPath, jobId);
  const remove = async (jobId: string) => {
    const names = await readdir(folderOf(jobId)).catch(() => ['score.json']); // unseen, so perhaps finished
    if (names.some((name) => FINISHED.test(name))) return;
    await rm(folderOf(jobId), { recursive: true, force: true }).catch(() => undefined);
  };
  return {
    async prepare(jobId, timeline) {
      const checked = await checkTimelinePaths(timeline);
      const directory = folderOf(jobId);
      const timelinePath = path.join(directory, 'timeline.json');
      try {
        await mkdir(directory, { mode: 0o700 });
        const kept = await keepPictures(checked, path.join(directory, 'frames'), copy);
        await writePrivateFile(timelinePath, `${JSON.stringify(kept)}\n`);
      } catch (cause) {
        await remove(jobId);
        throw cannotWrite(scoresPath, cause);
      }
      return { timelinePath, directory };
    },
    remove,
  };
}

function cannotWrite(scoresPath: string, cause: unknown): ScoreError {
  const detail = `The folder ${scoresPath} cannot be written to: ${systemReason(cause)}. Mend that and try again.`;
  return new ScoreError(isNoSpace(cause) ? 'no-space' : 'output-unwritable', detail, { cause });
}

/**
 * Copies exported frames beside the timeline: they come from a temporary folder of the editing program, and a range may be
 * composed anew months later. One that cannot be copied keeps its path.
 */
async function keepPictures(
  timeline: TimelineSnapshot,
  folder: string,
  copy: Copy,
): Promise<TimelineSnapshot> {
  const copies = new Map<string, string>();
  for (const source of new Set(exportedFrames(timeline).map((frame) => frame.path))) {
    if (!(await isPicture(source))) continue;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const kept = path.join(folder, `${copies.size}${path.extname(source).toLowerCase()}`);
    if (await isCopied(source, kept, copy)) copies.set(source, kept);
  }
  return mapTimelinePaths(timeline, (written) => copies.get(written) ?? written);
}

/** False where the picture itself cannot be read. Throws the error of the system where its copy cannot be written. */
async function isCopied(source: string, kept: string, copy: Copy): Promise<boolean> {
  try {
    await copy(source, kept);
    return true;
  } catch (cause) {
    if (isNoSpace(cause)) throw cause;
    // The system does not say which of the two it means.
    await writeFile(kept, '');
    await rm(kept);
    return false;
  }
}

async function isPicture(file: string): Promise<boolean> {
  if (!PICTURE.test(file)) return false;
  const stats = await stat(file).catch(() => undefined);
  return stats !== undefined && stats.isFile() && stats.size <= LARGEST_PICTURE_BYTES;
}
