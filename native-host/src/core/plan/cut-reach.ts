// How many hard cuts any one row of beats could meet: what a score's hits are to be measured against. Knows nothing of the plan's choice.
import { isHardCut, type Cue } from '../cues/cue.js';
import { bestBeatPath, bestBeatValue } from './beat-path.js';
import type { BeatProblem } from './beat-problem.js';
import { beatProblem, coarseTempi } from './tempo-search.js';

/** The customary tolerance of beat metrics (mir_eval). */
const HIT_SECONDS = 0.07;
/** Worth of one cut beside the small change of beginnings and endings (at most 1.5 in all): one more cut always wins. */
const CUT_REWARD = 10;
/** Every beat may be a downbeat here, at 2 % of tempo a level: where beats stand is asked, not which bar they make. */
const GRID = { cellsPerBeat: 50, barBeats: 1 } as const;
const RANGE_SLACK = 0.01;

export type CutReach = { count: number; isMet: (timeSeconds: number) => boolean };

/**
 * The row of beats that meets most cuts, over all base tempi of the range, with the freedom that sync 100 gives the tempo. Exact for the
 * grid (a cell is 12 ms at 100 BPM) and the tempi it tries.
 */
export function reachCuts(
  cues: readonly Cue[],
  durationSeconds: number,
  tempoRangeBpm: readonly [number, number],
): CutReach {
  const cuts = cues.filter(isHardCut);
  if (cuts.length === 0) return { count: 0, isMet: () => false };
  const preferredBpm = Math.sqrt(tempoRangeBpm[0] * tempoRangeBpm[1]);
  const request = { durationSeconds, cues: cuts, tempoRangeBpm, preferredBpm, preferenceCost: 0, sync: 1 };
  const problems = coarseTempi(tempoRangeBpm, preferredBpm).map((bpm) =>
    countingProblem(beatProblem(request, bpm, GRID, RANGE_SLACK)),
  );
  const best = problems
    .map((problem) => ({ problem, value: bestBeatValue(problem) }))
    .reduce((a, b) => (b.value > a.value ? b : a)).problem;
  const beatsSeconds = Array.from(bestBeatPath(best).cells, (cell) => cell * best.cellSeconds);
  const isMet = (timeSeconds: number) =>
    beatsSeconds.some((beat) => Math.abs(beat - timeSeconds) <= HIT_SECONDS + best.cellSeconds / 2);
  return { count: cuts.filter(({ timeSeconds }) => isMet(timeSeconds)).length, isMet };
}

function countingProblem(problem: BeatProblem): BeatProblem {
  const cues = problem.cues.map(({ cell }) => ({ cell, reward: CUT_REWARD, downbeatBonus: 0 }));
  return { ...problem, cues, driftCost: 0, changeCost: 0, hitSeconds: HIT_SECONDS };
}
