// A timeline from the text of its file, or why it is none.
import { ScoreError } from './problem.js';
import { timelineSnapshot, type TimelineSnapshot } from './timeline.js';

export function parseTimeline(
  text: string,
): { timeline: TimelineSnapshot; reason?: never } | { timeline: null; reason: string } {
  const parsed = timelineSnapshot.safeParse(jsonOf(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
    const reason = `it does not follow the format of docs/timeline.md${place} (${issue?.message})`;
    return { timeline: null, reason: jsonOf(text) === undefined ? 'it is not JSON' : reason };
  }
  const broken = parsed.data.sequences.find(({ ticksPerFrame }) => BigInt(ticksPerFrame) <= 0n);
  if (broken) return { timeline: null, reason: `the sequence "${broken.name}" has no frame length` };
  return { timeline: parsed.data };
}

/** Undefined for what is no JSON: JSON itself has no such value. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function unusableTimeline(path: string, reason: string): ScoreError {
  return new ScoreError('timeline-invalid', `${path} cannot be used: ${reason}. Export the timeline again.`);
}
