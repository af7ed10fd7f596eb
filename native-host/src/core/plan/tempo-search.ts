// Which base tempo the beats follow: solves the beat problem for tempi across the range, coarse grid first, then fine around the
// best. Exact for each tempo it tries; the set of tempi is the approximation (its loss is measured in tempo-search.test.ts).
import { bestBeatPath, bestBeatValue, type BeatPath } from './beat-path.js';
import { chanceReward, type BeatProblem, type ProblemCue } from './beat-problem.js';

export type TempoSearchRequest = {
  durationSeconds: number;
  /** Weights 0..1, in time order, strictly inside the range. */
  cues: readonly { timeSeconds: number; weight: number; isHardCut?: boolean }[];
  /** When given, hits within this are counted instead of weighed (beat-problem.ts). */
  hitSeconds?: number;
  tempoRangeBpm: readonly [number, number];
  /** Tempo preferred where cues do not decide. */
  preferredBpm: number;
  /** How much a tempo 10 % off the preferred one costs, beside a leading cue's 1. */
  preferenceCost: number;
  /** 0..1: scales rewards and how far the tempo may drift. */
  sync: number;
};

export type BeatGrid = {
  /** Beats t_0 <= 0 < t_1 < ..., the last one at or after the end, seconds. */
  beatSeconds: Float64Array;
  firstBarBeat: number;
  baseBpm: number;
  objective: number;
};

/**
 * Grids of the three rounds. Cells a base beat (one cell is one level: 2, 1 and 0.5 % of the tempo; 10, 5 and 2.5 ms at 120 BPM);
 * the first round counts every beat as a downbeat, which bounds the value from above at a fraction of the work.
 */
const COARSE = { cellsPerBeat: 50, barBeats: 1 } as const;
const MEDIUM = { cellsPerBeat: 100, barBeats: 4 } as const;
const FINE = { cellsPerBeat: 200, barBeats: 4 } as const;
type Grid = { cellsPerBeat: number; barBeats: 1 | 4 };

/**
 * How freely the tempo may move: furthest from the base tempo, furthest from one beat to the next, and what 1 % of each costs a beat.
 * Up to sync 80 it breathes like a player's (holding 2 % for 16 beats costs an eighth of a leading cue); at sync 100 the cuts decide, and
 * it bends like a film composer's click track, if that meets a cut more. In between both give way to each other.
 */
const BREATHING = { drift: 0.04, change: 0.01, driftCost: 0.002, changeCost: 0.02 };
const BENDING = { drift: 0.12, change: 0.03, driftCost: 0.0001, changeCost: 0.001 };
const BENDS_FROM_SYNC = 0.8;
/** Local tempo may leave the range by this; the mean by half of it. */
const RANGE_SLACK = 0.01;
/** Step between tried tempi. */
const COARSE_TEMPO_RATIO = 1.015;
const FINE_TEMPO_OFFSETS = [-0.005, 0, 0.005];
/** Tempi that reach the second and third round: this many seconds of piece for one, within limits. */
const MEDIUM_FINALISTS = [400, [4, 20]] as const;
const FINE_FINALISTS = [90, [1, 2]] as const;
/** Cues this strong and more want a downbeat, up to this share of their weight on top. */
const DOWNBEAT_FROM_WEIGHT = 0.6;
const DOWNBEAT_SHARE = 0.25;

const downbeatBonus = (weight: number) =>
  weight * DOWNBEAT_SHARE * Math.max(0, (weight - DOWNBEAT_FROM_WEIGHT) / (1 - DOWNBEAT_FROM_WEIGHT));

/** Freedom of the tempo at a sync of 0..1. */
export function tempoFreedom(sync: number): typeof BREATHING {
  const bend = Math.max(0, (sync - BENDS_FROM_SYNC) / (1 - BENDS_FROM_SYNC));
  const between = (a: number, b: number) => a ** (1 - bend) * b ** bend;
  return {
    drift: Math.min(1, sync / BENDS_FROM_SYNC) * between(BREATHING.drift, BENDING.drift),
    change: between(BREATHING.change, BENDING.change),
    driftCost: between(BREATHING.driftCost, BENDING.driftCost),
    changeCost: between(BREATHING.changeCost, BENDING.changeCost),
  };
}

function problemCues(request: TempoSearchRequest, cellSeconds: number): ProblemCue[] {
  return request.cues.map(({ timeSeconds, weight }) => ({
    cell: Math.round(timeSeconds / cellSeconds),
    reward: weight * request.sync,
    downbeatBonus: downbeatBonus(weight) * request.sync,
  }));
}

/** The beat problem at one base tempo; `driftLimit` narrows how far single beats may leave the tempo range. */
export function beatProblem(
  request: TempoSearchRequest,
  baseBpm: number,
  { cellsPerBeat, barBeats }: Grid,
  rangeSlack: number,
): BeatProblem {
  const [minBpm, maxBpm] = request.tempoRangeBpm;
  const cellSeconds = 60 / baseBpm / cellsPerBeat;
  const freedom = tempoFreedom(request.sync);
  const drift = Math.round(freedom.drift * cellsPerBeat);
  // A level of L cells is a tempo of baseBpm * cellsPerBeat / (cellsPerBeat + L).
  const slowest = Math.floor(cellsPerBeat * (baseBpm / (minBpm * (1 - rangeSlack)) - 1) + 1e-9);
  const fastest = Math.ceil(cellsPerBeat * (baseBpm / (maxBpm * (1 + rangeSlack)) - 1) - 1e-9);
  const squarePercentPerLevel = (100 / cellsPerBeat) ** 2;
  return {
    cellsPerBeat,
    barBeats,
    cellSeconds,
    endCell: request.durationSeconds / cellSeconds,
    minLevel: 0 - Math.max(0, Math.min(drift, -fastest)),
    maxLevel: Math.max(0, Math.min(drift, slowest)),
    maxLevelChange: Math.ceil(freedom.change * cellsPerBeat),
    cues: problemCues(request, cellSeconds),
    driftCost: freedom.driftCost * squarePercentPerLevel,
    changeCost: freedom.changeCost * squarePercentPerLevel,
    ...(request.hitSeconds !== undefined && { hitSeconds: request.hitSeconds }),
  };
}

/** What a base tempo is worth before any beat is placed: preference, less what its beats hit by chance. */
export function tempoPrior(request: TempoSearchRequest, problem: BeatProblem, baseBpm: number): number {
  const tenPercents = Math.log(baseBpm / request.preferredBpm) / Math.log(1.1);
  const chance = chanceReward(problem.cellsPerBeat, problem.cellSeconds);
  const chanceTotal = problem.cues.reduce((sum, cue) => sum + cue.reward * chance, 0);
  return -request.preferenceCost * tenPercents ** 2 - chanceTotal;
}

export function coarseTempi([minBpm, maxBpm]: readonly [number, number], preferredBpm: number): number[] {
  const steps = Math.max(0, Math.ceil(Math.log(maxBpm / minBpm) / Math.log(COARSE_TEMPO_RATIO)));
  const tempi = Array.from(
    { length: steps + 1 },
    (_, i) => minBpm * (maxBpm / minBpm) ** (steps ? i / steps : 0),
  );
  return [...new Set([...tempi, preferredBpm])];
}

function bestFirst(request: TempoSearchRequest, tempi: readonly number[], grid: Grid) {
  return tempi
    .map((baseBpm) => {
      const problem = beatProblem(request, baseBpm, grid, RANGE_SLACK);
      return { baseBpm, value: bestBeatValue(problem) + tempoPrior(request, problem, baseBpm) };
    })
    .sort((a, b) => b.value - a.value || a.baseBpm - b.baseBpm);
}

/** Mean tempo of a path from its first to its last beat. */
function meanBpm(path: BeatPath, cellSeconds: number): number {
  const intervals = path.cells.length - 1;
  return (60 * intervals) / ((path.cells[intervals]! - path.cells[0]!) * cellSeconds);
}

function gridAt(request: TempoSearchRequest, baseBpm: number): BeatGrid {
  const [minBpm, maxBpm] = request.tempoRangeBpm;
  let problem = beatProblem(request, baseBpm, FINE, RANGE_SLACK);
  let path = bestBeatPath(problem);
  const mean = meanBpm(path, problem.cellSeconds);
  if (mean < minBpm * (1 - RANGE_SLACK / 2) || mean > maxBpm * (1 + RANGE_SLACK / 2)) {
    // Every beat within half the slack: then the mean is too.
    problem = beatProblem(request, baseBpm, FINE, RANGE_SLACK / 2);
    path = bestBeatPath(problem);
  }
  const { cellSeconds } = problem;
  return {
    beatSeconds: Float64Array.from(path.cells, (cell) => cell * cellSeconds),
    firstBarBeat: path.firstBarBeat,
    baseBpm,
    objective: path.value + tempoPrior(request, problem, baseBpm),
  };
}

/** How many tempi of a round go on to the next: a short piece is cheap to solve, so more of its tempi get the finer grids. */
function finalists(
  durationSeconds: number,
  secondsForOne: number,
  [least, most]: readonly [number, number],
): number {
  return Math.min(most, Math.max(least, Math.round(secondsForOne / durationSeconds)));
}

/** The customary 70 ms of beat metrics, less what a heard beat may be off. */
const SURE_HIT_SECONDS = 0.06;

/** The tempo bends beyond breathing if that meets cues of more than this weight. */
const BENDING_GAIN = 0.1;

/** Weight of the cues that have a beat near. */
function metWeight({ beatSeconds }: BeatGrid, cues: TempoSearchRequest['cues']): number {
  const isMet = (timeSeconds: number) =>
    beatSeconds.some((beat) => Math.abs(beat - timeSeconds) <= SURE_HIT_SECONDS);
  return cues.reduce((sum, { timeSeconds, weight }) => sum + (isMet(timeSeconds) ? weight : 0), 0);
}

/**
 * The best row of beats. The tempo bends only where that meets more: cuts made to a beat keep their beat. At full sync a third row is
 * tried that meets as many hard cuts as it can and asks for nothing else.
 */
export function findBeatGrid(request: TempoSearchRequest): BeatGrid {
  const calm = searchBeatGrid({ ...request, sync: Math.min(request.sync, BENDS_FROM_SYNC) });
  if (request.sync <= BENDS_FROM_SYNC) return calm;
  const best = bentIfBetter(request, calm);
  const cuts = request.cues.filter(({ isHardCut }) => isHardCut).map((cue) => ({ ...cue, weight: 1 }));
  if (request.sync < 1 || metWeight(best, cuts) === cuts.length) return best;
  const eager = searchBeatGrid({ ...request, cues: cuts, hitSeconds: SURE_HIT_SECONDS });
  return metWeight(eager, cuts) > metWeight(best, cuts) ? eager : best;
}

/** The row of full freedom, where it meets enough more; where nothing more can be met it is not looked for. */
function bentIfBetter(request: TempoSearchRequest, calm: BeatGrid): BeatGrid {
  const { cues } = request;
  const worthBending = metWeight(calm, cues) + BENDING_GAIN;
  if (cues.reduce((sum, { weight }) => sum + weight, 0) <= worthBending) return calm;
  const bent = searchBeatGrid(request);
  return metWeight(bent, cues) > worthBending ? bent : calm;
}

/** The search at one freedom of the tempo. */
export function searchBeatGrid(request: TempoSearchRequest): BeatGrid {
  const [minBpm, maxBpm] = request.tempoRangeBpm;
  const { durationSeconds } = request;
  const coarse = bestFirst(request, coarseTempi(request.tempoRangeBpm, request.preferredBpm), COARSE);
  const chosen = coarse
    .slice(0, finalists(durationSeconds, ...MEDIUM_FINALISTS))
    .map(({ baseBpm }) => baseBpm);
  const around = chosen
    .flatMap((baseBpm) => FINE_TEMPO_OFFSETS.map((offset) => baseBpm * (1 + offset)))
    .filter((bpm) => bpm >= minBpm && bpm <= maxBpm);
  const medium = bestFirst(request, [...new Set([...chosen, ...around])], MEDIUM);
  return medium
    .slice(0, finalists(durationSeconds, ...FINE_FINALISTS))
    .map(({ baseBpm }) => gridAt(request, baseBpm))
    .reduce((best, grid) => (grid.objective > best.objective ? grid : best));
}
