// A timeline.json, checked against the contract, its paths leading to files. Knows nothing of what it means.
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ScoreError, timelineSnapshot, type TimelineSnapshot } from '@framescore/contract';
import { throwIfCancelled } from './cancelled.js';
import { leadToMedia } from './lead-to-media.js';

/** A timeline of 3,000 clips has some 2 MB. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/**
 * The timeline, with the paths of its clips leading to where their files are. `formerPath` is where it was when it was written, if it
 * has moved since. Throws media-missing where the file is not there, timeline-invalid where it is no timeline.
 */
export async function readTimelineFile(
  path: string,
  signal: AbortSignal,
  formerPath = path,
): Promise<TimelineSnapshot> {
  throwIfCancelled(signal);
  const parsed = timelineSnapshot.safeParse(parseJson(path, await readText(path)));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
    throw invalid(
      path,
      `it does not follow the format of docs/timeline.md${place} (${issue?.message})`,
      parsed.error,
    );
  }
  const broken = parsed.data.sequences.find(({ ticksPerFrame }) => BigInt(ticksPerFrame) <= 0n);
  if (broken) throw invalid(path, `the sequence "${broken.name}" has no frame length`);
  await leadToMedia(parsed.data, dirname(resolve(path)), dirname(resolve(formerPath)));
  return parsed.data;
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_BYTES) throw invalid(path, 'it is larger than any timeline');
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof ScoreError) throw cause;
    throw new ScoreError('media-missing', `${path} was not found or may not be read. Check the path.`, {
      cause,
    });
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(path, 'it is not JSON', cause);
  }
}

function invalid(path: string, reason: string, cause?: unknown): ScoreError {
  return new ScoreError('timeline-invalid', `${path} cannot be used: ${reason}. Export the timeline again.`, {
    cause,
  });
}
