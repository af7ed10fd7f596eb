// Questions about the state that more than one part asks: which screen, which take stands there, what may be pressed. Pure.
import { ticksToSeconds, type ScoreJob, type ScoreTake, type TickRange } from '@framescore/contract';
import type { PlacedScore, RangeSummary } from './ports.js';
import type { ScoreState } from './score-state.js';

export type Screen =
  'connecting' | 'host-missing' | 'network-denied' | 'outdated' | 'pairing' | 'no-sequence' | 'score';

/** A running command keeps its progress in sight even while the host is away. */
export function screenOf(state: ScoreState): Screen {
  const { connection, activity, range } = state;
  if (activity && isComposing(state)) return 'score';
  switch (connection.state) {
    case 'connecting':
      return 'connecting';
    case 'unreachable':
      return 'host-missing';
    case 'denied':
      return 'network-denied';
    case 'outdated':
      return 'outdated';
    case 'unpaired':
      return 'pairing';
    case 'ready':
      return range === undefined ? 'connecting' : range === null ? 'no-sequence' : 'score';
  }
}

/** Whether a score is on its way, from reading the timeline to placing it. */
export function isComposing({ activity }: ScoreState): boolean {
  return activity !== null && ['generate', 'regenerate', 'resume'].includes(activity.command);
}

/** The job a score began with: versions made later belong to it. */
export function rootJobId(jobs: readonly ScoreJob[], jobId: string): string {
  const job = jobs.find((each) => each.jobId === jobId);
  return job?.baseJobId ? rootJobId(without(jobs, job), job.baseJobId) : jobId;
}

// A base that points at itself must not hang the panel.
function without(jobs: readonly ScoreJob[], job: ScoreJob): ScoreJob[] {
  return jobs.filter((each) => each !== job);
}

/** One take as the list shows it. */
export type TakeEntry = {
  /** The job the score began with. */
  jobId: string;
  take: ScoreTake;
  /** Range of the whole score. */
  scoreRange: TickRange;
  createdAt: string;
  isPlaced: boolean;
  /** The one that the host would choose among takes of the same press. */
  isBest: boolean;
};

/** Every take of every finished score of the sequence, newest score first; within a score by number, versions last. */
export function listTakes(jobs: readonly ScoreJob[], scores: readonly PlacedScore[]): TakeEntry[] {
  const isHere = (jobId: string, { take, version }: ScoreTake) =>
    scores.some((placed) => placed.jobId === jobId && placed.take === take && placed.version === version);
  const finished = jobs.filter((job) => job.state === 'done');
  const entriesOf = (job: ScoreJob) =>
    job.takes.map((take, index): TakeEntry => {
      const jobId = rootJobId(jobs, job.jobId);
      const { range: scoreRange, createdAt } = job;
      const isBest = index === 0 && job.takes.length > 1;
      return { jobId, take, scoreRange, createdAt, isPlaced: isHere(jobId, take), isBest };
    });
  const roots = [...new Set(finished.map((job) => rootJobId(jobs, job.jobId)))];
  const entries = finished.flatMap(entriesOf);
  return roots.flatMap((root) => {
    const own = entries.filter((entry) => entry.jobId === root);
    return [...own].sort((a, b) => a.take.version - b.take.version || a.take.take - b.take.take);
  });
}

/** The take of the score under the range, where the host still knows it. */
export function placedTake({ jobs, range }: ScoreState): TakeEntry | null {
  const scores = range?.placed ? [range.placed] : [];
  return listTakes(jobs, scores).find((entry) => entry.isPlaced) ?? null;
}

/** Whether the marked or selected range lies inside the score that stands there, and is less than all of it. */
export function canRegenerate({ range }: ScoreState): boolean {
  if (!range?.placed || range.rangeSource === 'sequence') return false;
  const { range: inner, placed } = range;
  return isInsidePart(inner, placed) && !isInside(placed.range, inner);
}

/** Whether a range lies in what a score still owns of its own. */
export function isInsidePart(inner: TickRange, { parts }: PlacedScore): boolean {
  return parts.some((part) => isInside(inner, part));
}

export function isInside(inner: TickRange, outer: TickRange): boolean {
  return (
    BigInt(inner.startTicks) >= BigInt(outer.startTicks) &&
    BigInt(inner.endTicks) <= BigInt(outer.endTicks) &&
    BigInt(inner.startTicks) < BigInt(inner.endTicks)
  );
}

/** Whether at least half of a range lies in what a score still owns. */
export function isMostlyInside(range: TickRange, { parts }: PlacedScore): boolean {
  const [start, end] = [BigInt(range.startTicks), BigInt(range.endTicks)];
  const shared = parts.reduce((sum, part) => {
    const [first, last] = [BigInt(part.startTicks), BigInt(part.endTicks)];
    const length = (last < end ? last : end) - (first > start ? first : start);
    return length > 0n ? sum + length : sum;
  }, 0n);
  return shared > 0n && 2n * shared >= end - start;
}

/** Whether there is something to make music for: a length, and a clip in it. */
export function isEmpty({ range, clipCount }: RangeSummary): boolean {
  return clipCount === 0 || BigInt(range.endTicks) <= BigInt(range.startTicks);
}

export function rangeSeconds({ startTicks, endTicks }: TickRange): number {
  return ticksToSeconds(BigInt(endTicks) - BigInt(startTicks));
}

/** A job of the sequence that is still being made. */
export function unfinishedJob(jobs: readonly ScoreJob[]): ScoreJob | null {
  return jobs.find(({ state }) => state === 'queued' || state === 'running') ?? null;
}
