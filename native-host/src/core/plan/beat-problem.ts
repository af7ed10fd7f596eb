// The discretised beat placement problem for one base tempo: grid, rewards, costs. Solved by beat-path.ts; knows no search.
//
// Time is counted in cells of 1 / cellsPerBeat of a base beat, from the start of the range. A path is a row of beats
// t_0 < t_1 < ... with t_0 <= 0 < t_1 and the last beat the first one at or after the end. An interval of cellsPerBeat + level
// cells is `level` cells slower than the base tempo; levels of neighbours differ by at most maxLevelChange. Maximised is
//   startValue(t_0) + sum over intervals [cue rewards - drift cost] - sum of change costs + endValue(last beat).

export type ProblemCue = {
  /** Nearest cell. */
  cell: number;
  /** Value of the cue on a beat. */
  reward: number;
  /** What a downbeat adds to that. */
  downbeatBonus: number;
};

export type BeatProblem = {
  cellsPerBeat: number;
  cellSeconds: number;
  /** 4, or 1 for the relaxed problem in which every beat counts as a downbeat: an upper bound at a quarter of the work. */
  barBeats: 1 | 4;
  /** End of the range in cells, not a whole number in general. */
  endCell: number;
  minLevel: number;
  maxLevel: number;
  maxLevelChange: number;
  /** In cell order. */
  cues: readonly ProblemCue[];
  /** Cost of an interval at a level off the base, per squared level. */
  driftCost: number;
  /** Cost of a change between neighbours, per squared level. */
  changeCost: number;
  /** When given, hits are counted: a cue earns all of its reward within this of a beat, and nothing elsewhere. */
  hitSeconds?: number;
};

/** How much of a cue's reward each level of the grid earns when hit exactly. */
export const LEVEL_REWARD = { beat: 1, eighth: 0.1, sixteenth: 0.03 } as const;

/** Positions in a beat's interval, most rewarded first. */
const GRID_POSITIONS = [
  { quarter: 0, share: LEVEL_REWARD.beat },
  { quarter: 4, share: LEVEL_REWARD.beat },
  { quarter: 2, share: LEVEL_REWARD.eighth },
  { quarter: 1, share: LEVEL_REWARD.sixteenth },
  { quarter: 3, share: LEVEL_REWARD.sixteenth },
];

/**
 * Reward around a grid position: a plateau that ends before the 70 ms of beat metrics (42 ms, a frame at 24 fps, keeps 80 %, 70 ms keeps
 * 26 %), and a small bell on it, so that nearer is still better. A bell alone spends its drift on the last milliseconds of cues that are
 * met already and loses others (3 to 5 in a hundred on irregular cuts).
 */
const PLATEAU_SECONDS = 0.055;
const BELL_SECONDS = 0.02;
const BELL_SHARE = 0.1;

/** The grid may be this much off time 0; the first step absorbs it. Below the 6 % of a beat that listeners notice. */
export const START_TOLERANCE_SECONDS = 0.03;

/**
 * Cost of beginning at each sixteenth of the bar, beside a leading cue's 1: nothing on the downbeat, something for a pickup of at most a
 * beat or another beat, more than a leading cue in between (one training piece in ten begins there).
 */
const START_COST = Array.from({ length: 16 }, (_, step) => {
  if (step === 0) return 0;
  if (step >= 12) return 0.45;
  return step % 4 === 0 ? 0.6 : 1.1;
});
const START_OFFSET_COST = 0.1;

/** What an ending attack on a downbeat with a tail of 8 steps is worth, beside a leading cue's 1. */
const END_REWARD = 0.3;
export const SHORTEST_TAIL_SECONDS = 0.7;
export const LONGEST_TAIL_SECONDS = 2.5;
export const SHORTEST_TAIL_STEPS = 4;
export const LONGEST_TAIL_STEPS = 16;
/** The tail of training pieces (docs/score-family.md). */
export const USUAL_TAIL_STEPS = 8;

export function closeness(distanceSeconds: number): number {
  const plateau = Math.exp(-0.5 * (distanceSeconds / PLATEAU_SECONDS) ** 4);
  return plateau * (1 - BELL_SHARE + BELL_SHARE * Math.exp(-0.5 * (distanceSeconds / BELL_SECONDS) ** 2));
}

/** Share of a cue's reward by its place in an interval of `period` cells: [period + 1]. */
export function rewardTable(
  period: number,
  { cellSeconds, hitSeconds }: Pick<BeatProblem, 'cellSeconds' | 'hitSeconds'>,
): Float64Array {
  if (hitSeconds !== undefined) {
    return Float64Array.from({ length: period + 1 }, (_, cell) =>
      Math.min(cell, period - cell) * cellSeconds <= hitSeconds ? 1 : 0,
    );
  }
  const table = new Float64Array(period + 1);
  for (let cell = 0; cell <= period; cell += 1) {
    for (const { quarter, share } of GRID_POSITIONS) {
      if (share <= table[cell]!) continue; // closeness is 1 at most
      const distanceSeconds = (cell - (quarter * period) / 4) * cellSeconds;
      table[cell] = Math.max(table[cell]!, share * closeness(distanceSeconds));
    }
  }
  return table;
}

/** What a cue at a random place earns at this tempo: without it faster tempi, with more beats, would always win. */
export function chanceReward(period: number, cellSeconds: number): number {
  const table = rewardTable(period, { cellSeconds });
  return table.reduce((sum, share) => sum + share, 0) / table.length;
}

/** Value of a first interval that begins at `cell` <= 0 on beat `barBeat`; -Infinity when time 0 is on no sixteenth of it. */
export function startValue(problem: BeatProblem, cell: number, period: number, barBeat: number): number {
  const quarter = Math.round((-4 * cell) / period);
  const offsetSeconds = Math.abs(-cell - (quarter * period) / 4) * problem.cellSeconds;
  if (offsetSeconds > START_TOLERANCE_SECONDS) return Number.NEGATIVE_INFINITY;
  const barStep = (4 * barBeat + quarter) % 16;
  return -START_COST[barStep]! - START_OFFSET_COST * (offsetSeconds / START_TOLERANCE_SECONDS) ** 2;
}

/** How fit a tail of `tailCells` is behind an ending attack, 0..1. */
function tailFitness(tailCells: number, period: number, cellSeconds: number): number {
  const tailSeconds = tailCells * cellSeconds;
  const tailSteps = (4 * tailCells) / period - 1;
  if (tailSeconds < SHORTEST_TAIL_SECONDS || tailSeconds > LONGEST_TAIL_SECONDS) return 0;
  if (tailSteps < SHORTEST_TAIL_STEPS - 0.5 || tailSteps > LONGEST_TAIL_STEPS + 0.5) return 0;
  return 1 - (0.5 * Math.abs(tailSteps - USUAL_TAIL_STEPS)) / USUAL_TAIL_STEPS;
}

/** What an ending attack on each beat of the bar is worth with the fittest tail. */
const ENDING_REWARDS = [END_REWARD, END_REWARD * 0.3, END_REWARD * 0.5, END_REWARD * 0.3];

/**
 * Values of a path whose first beat at or after the end is at `cell`, by that beat's place in the bar [barBeats]: its best ending beat,
 * were the tempo to stay.
 */
export function endValues(problem: BeatProblem, cell: number, period: number): number[] {
  const { barBeats, cellSeconds, endCell } = problem;
  const values = new Array<number>(barBeats).fill(0);
  const beats = Math.ceil(LONGEST_TAIL_SECONDS / (period * cellSeconds)) + 1;
  for (let back = 1; back <= beats; back += 1) {
    const fitness = tailFitness(endCell - (cell - back * period), period, cellSeconds);
    if (fitness === 0) continue;
    for (let beat = 0; beat < barBeats; beat += 1) {
      const endingBeat = (((beat - back) % barBeats) + barBeats) % barBeats;
      values[beat] = Math.max(values[beat]!, ENDING_REWARDS[endingBeat]! * fitness);
    }
  }
  return values;
}

/** Value of one interval: what the cues in it earn, less the cost of its drift. The definition that beat-path.ts unrolls. */
export function intervalValue(problem: BeatProblem, cell: number, level: number, barBeat: number): number {
  const period = problem.cellsPerBeat + level;
  const table = rewardTable(period, problem);
  let value = -problem.driftCost * level * level;
  for (const cue of problem.cues) {
    const place = cue.cell - cell;
    if (place < 0 || place >= period) continue;
    value += cue.reward * table[place]!;
    if (barBeat === 0) value += cue.downbeatBonus * closeness(place * problem.cellSeconds);
    if (barBeat === problem.barBeats - 1)
      value += cue.downbeatBonus * closeness((period - place) * problem.cellSeconds);
  }
  return value;
}
