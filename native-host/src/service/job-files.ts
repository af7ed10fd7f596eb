// The folder of each score under the host's own root, and the timeline that is written into it. No other place is written to.
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ScoreError } from '@framescore/contract';
import type { JobFiles } from '../score-job-ports.js';
import { writePrivateFile } from './data-folder.js';
import { checkTimelinePaths } from './media-paths.js';

export function createJobFiles(scoresPath: string): JobFiles {
  return {
    async prepare(jobId, timeline) {
      const checked = await checkTimelinePaths(timeline);
      const directory = path.join(scoresPath, jobId);
      const timelinePath = path.join(directory, 'timeline.json');
      try {
        await mkdir(directory, { mode: 0o700 });
        await writePrivateFile(timelinePath, `${JSON.stringify(checked)}\n`);
      } catch (cause) {
        const detail = `The folder ${scoresPath} cannot be written to. Check its rights and the free space.`;
        throw new ScoreError('output-unwritable', detail, { cause });
      }
      return { timelinePath, directory };
    },
    remove: (jobId) =>
      rm(path.join(scoresPath, jobId), { recursive: true, force: true }).catch(() => undefined),
  };
}
