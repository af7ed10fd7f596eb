// A timeline.json: its text, or what it holds, checked against the contract. Knows nothing of what it means.
import { readFile, stat } from 'node:fs/promises';
import { parseTimeline, ScoreError, unusableTimeline, type TimelineSnapshot } from '@framescore/contract';
import { throwIfCancelled } from '../core/system/cancelled.js';

/** A timeline of 3,000 clips has some 2 MB. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/** Throws media-missing where the file is not there, timeline-invalid where it is no timeline. */
export async function readTimelineFile(path: string, signal: AbortSignal): Promise<TimelineSnapshot> {
  const parsed = parseTimeline(await readTimelineText(path, signal));
  if (parsed.timeline) return parsed.timeline;
  throw unusableTimeline(path, parsed.reason);
}

/** Throws media-missing where the file is not there, timeline-invalid where it is too large for a timeline. */
export async function readTimelineText(path: string, signal: AbortSignal): Promise<string> {
  throwIfCancelled(signal);
  try {
    const { size } = await stat(path);
    if (size > LARGEST_BYTES) throw unusableTimeline(path, 'it is larger than any timeline');
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof ScoreError) throw cause;
    throw new ScoreError('media-missing', `${path} was not found or may not be read. Check the path.`, {
      cause,
    });
  }
}
