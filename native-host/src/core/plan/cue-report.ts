// How near the planned beats come to each cue, and whether any tempo of the range could come near. Knows no accents.
import { isHardCut, type Cue } from '../cues/cue.js';
import { START_TOLERANCE_SECONDS } from './beat-problem.js';
import type { CueReport, MetricalLevel } from './plan.js';
import type { CutReach } from './cut-reach.js';
import { barStep, nearestStep, type StepGrid } from './step-grid.js';

/** One frame at 24 fps: nobody sees a beat that near as late. */
const FRAME_SECONDS = 1 / 24;
/** How far the mean tempo up to a cue may leave the asked range (tempo-search.ts). */
const RANGE_SLACK = 0.01;

export function levelOf(grid: StepGrid, step: number): MetricalLevel {
  const place = barStep(grid, step);
  if (place === 0) return 'downbeat';
  if (place % 4 === 0) return 'beat';
  return place % 2 === 0 ? 'eighth' : 'sixteenth';
}

/**
 * Time 0 is on a sixteenth (within the start tolerance), and any sixteenth of the bar may stand there. So a beat can fall on a cue
 * when a whole number of sixteenths of an allowed tempo fits between, give or take the tolerances.
 */
export function isAchievable(cueSeconds: number, [minBpm, maxBpm]: readonly [number, number]): boolean {
  const slackSeconds = START_TOLERANCE_SECONDS + FRAME_SECONDS;
  const fewest = ((cueSeconds - slackSeconds) * minBpm * (1 - RANGE_SLACK)) / 15;
  const most = ((cueSeconds + slackSeconds) * maxBpm * (1 + RANGE_SLACK)) / 15;
  return Math.floor(most) >= Math.max(0, Math.ceil(fewest));
}

function nearestOf(rising: Float64Array, value: number): number {
  let nearest = rising[0]!;
  for (const candidate of rising)
    if (Math.abs(candidate - value) < Math.abs(nearest - value)) nearest = candidate;
  return nearest;
}

export function reportCues(
  cues: readonly Cue[],
  { grid, beats }: { grid: StepGrid; beats: Float64Array },
  { tempoRangeBpm, reach }: { tempoRangeBpm: readonly [number, number]; reach: CutReach },
): CueReport[] {
  return cues.map((cue) => {
    const step = nearestStep(grid, cue.timeSeconds);
    const nearestBeatSeconds = beats.length > 0 ? nearestOf(beats, cue.timeSeconds) : 0;
    return {
      cue,
      nearestBeatSeconds,
      distanceMs: (nearestBeatSeconds - cue.timeSeconds) * 1000,
      level: levelOf(grid, step),
      levelDistanceMs: (grid.timesSeconds[step]! - cue.timeSeconds) * 1000,
      achievable: isHardCut(cue)
        ? reach.isMet(cue.timeSeconds)
        : isAchievable(cue.timeSeconds, tempoRangeBpm),
    };
  });
}
