// From a made take to the take that the panel sees: seconds become ticks of its timeline, and what is not its business stays here.
import { scoreTake, secondsToTicks, type ScoreJob, type TickRange } from '@framescore/contract';
import type { JobRecord, MadeTake, TakeRecord } from './score-job-ports.js';

/** `scoreRange` is what the whole score covers; a whole take covers exactly that, whatever its seconds round to. */
export function recordTake(made: MadeTake, scoreRange: TickRange): TakeRecord {
  const { take, version, wavPath, rangeWavPath, similarity, result } = made;
  const range = rangeWavPath === null ? scoreRange : ticksOf(made, scoreRange);
  const shown = scoreTake.parse({ take, version, wavPath, rangeWavPath, range, similarity, result });
  return { ...shown, resultPath: made.resultPath };
}

function ticksOf({ rangeSeconds: [start, end], result }: MadeTake, scoreRange: TickRange): TickRange {
  const origin = BigInt(scoreRange.startTicks);
  const reachesEnd = end >= result.audio.durationSeconds;
  const endTicks = reachesEnd ? BigInt(scoreRange.endTicks) : origin + secondsToTicks(end);
  return { startTicks: String(origin + secondsToTicks(start)), endTicks: String(endTicks) };
}

/** The job as the panel sees it. */
export function shownJob(record: JobRecord, progress: ScoreJob['progress']): ScoreJob {
  const { modelId: _modelId, takes, ...job } = record;
  return { ...job, progress, takes: takes.map(({ resultPath: _resultPath, ...take }) => take) };
}
