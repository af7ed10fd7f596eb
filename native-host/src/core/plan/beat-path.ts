// The best row of beats for one base tempo, by dynamic programming from the end to the start over
// (cell, beat in bar, level). Exact for the problem of beat-problem.ts; tested against enumeration of every path.
import assert from 'node:assert/strict';
import { closeness, endValues, rewardTable, startValue, type BeatProblem } from './beat-problem.js';

export type BeatPath = {
  value: number;
  /** Cells of the beats t_0 <= 0 < t_1 < ... , last one at or after the end. */
  cells: Int32Array;
  /** Beat in bar of t_0, 0..3. */
  firstBarBeat: number;
};

type Best = { value: number; cell: number; barBeat: number; level: number };

/**
 * Tables that stay the same along the path. R = levels, P = longest period.
 * `ahead` is a ring over the next P + 1 cells of [beats of the bar][R levels]: the best value of all that follows a beat there, given the
 * level of the interval before it.
 */
class Workspace {
  readonly levelCount: number;
  readonly longestPeriod: number;
  readonly ringLength: number;
  readonly ahead: Float64Array;
  /** Values of intervals that begin at the current cell, [beats of the bar][R]. */
  readonly here: Float64Array;
  /** Rewards at the current cell: [R] each, inside the bar, from the downbeat, into the downbeat. */
  readonly inner: Float64Array;
  readonly fromDownbeat: Float64Array;
  readonly intoDownbeat: Float64Array;
  readonly tables: Float64Array[];
  readonly nearDownbeat: Float64Array;
  /** changeCost * change^2 by |change|; and what an interval without cues is worth, [R]. */
  readonly changeCosts: Float64Array;
  readonly driftValues: Float64Array;
  private hasRewards = true;
  private firstCue: number;

  constructor(readonly problem: BeatProblem) {
    const { minLevel, maxLevel, cellsPerBeat, cellSeconds, maxLevelChange, changeCost } = problem;
    this.levelCount = maxLevel - minLevel + 1;
    this.longestPeriod = cellsPerBeat + maxLevel;
    this.ringLength = this.longestPeriod + 1;
    this.ahead = new Float64Array(this.ringLength * this.problem.barBeats * this.levelCount);
    this.here = new Float64Array(this.problem.barBeats * this.levelCount);
    this.inner = new Float64Array(this.levelCount);
    this.fromDownbeat = new Float64Array(this.levelCount);
    this.intoDownbeat = new Float64Array(this.levelCount);
    this.tables = Array.from({ length: this.levelCount }, (_, i) =>
      rewardTable(cellsPerBeat + minLevel + i, problem),
    );
    this.nearDownbeat = Float64Array.from({ length: this.ringLength }, (_, i) => closeness(i * cellSeconds));
    this.changeCosts = Float64Array.from(
      { length: maxLevelChange + 1 },
      (_, change) => changeCost * change * change,
    );
    this.driftValues = Float64Array.from(
      { length: this.levelCount },
      (_, i) => -problem.driftCost * (minLevel + i) ** 2,
    );
    this.firstCue = problem.cues.length;
  }

  ringOffset(cell: number): number {
    return (
      (((cell % this.ringLength) + this.ringLength) % this.ringLength) *
      this.problem.barBeats *
      this.levelCount
    );
  }

  /** Fills the rewards of intervals that begin at `cell`; cells must be asked for in falling order. */
  fillRewards(cell: number): void {
    const { cues, minLevel, cellsPerBeat } = this.problem;
    while (this.firstCue > 0 && cues[this.firstCue - 1]!.cell >= cell) this.firstCue -= 1;
    const { inner, fromDownbeat, intoDownbeat, levelCount } = this;
    const active = this.firstCue < cues.length && cues[this.firstCue]!.cell < cell + this.longestPeriod;
    if (!active && !this.hasRewards) return;
    inner.set(this.driftValues);
    fromDownbeat.fill(0);
    intoDownbeat.fill(0);
    this.hasRewards = active;
    for (let c = this.firstCue; c < cues.length && cues[c]!.cell < cell + this.longestPeriod; c += 1) {
      const { reward, downbeatBonus, cell: cueCell } = cues[c]!;
      const place = cueCell - cell;
      const bonus = downbeatBonus * this.nearDownbeat[place]!;
      for (let i = Math.max(0, place + 1 - cellsPerBeat - minLevel); i < levelCount; i += 1) {
        inner[i]! += reward * this.tables[i]![place]!;
        fromDownbeat[i]! += bonus;
        intoDownbeat[i]! += downbeatBonus * this.nearDownbeat[cellsPerBeat + minLevel + i - place]!;
      }
    }
  }

  /** Values of the intervals that begin at `cell` into `here`. */
  fillHere(cell: number): void {
    const { levelCount, ahead, here, inner, fromDownbeat, intoDownbeat } = this;
    const lastBeat = here.length - levelCount;
    const stride = here.length;
    let offset = this.ringOffset(cell + this.problem.cellsPerBeat + this.problem.minLevel);
    for (let i = 0; i < levelCount; i += 1) {
      const reward = inner[i]!;
      for (let beat = 0; beat < lastBeat; beat += levelCount) {
        here[beat + i] = reward + ahead[offset + beat + levelCount + i]!;
      }
      here[lastBeat + i] = reward + intoDownbeat[i]! + ahead[offset + i]!;
      here[i]! += fromDownbeat[i]!;
      offset += stride;
      if (offset === ahead.length) offset = 0;
    }
  }

  /**
   * The best level that may follow each level, from `here` into the ring (and its index into `choices`, where kept).
   * No global is read inside the loops: this is where all the time goes.
   */
  fillAhead(cell: number, choices: Int8Array | undefined, choiceOffset: number): void {
    const { levelCount, here, ahead, changeCosts } = this;
    const ringOffset = this.ringOffset(cell);
    for (let state = 0; state < here.length; state += 1) {
      ahead[ringOffset + state] = here[state]!;
      if (choices) choices[choiceOffset + state] = state % levelCount;
    }
    for (let change = 1; change < changeCosts.length; change += 1) {
      const cost = changeCosts[change]!;
      for (let first = 0; first < here.length; first += levelCount) {
        for (let level = change; level < levelCount; level += 1) {
          const slower = first + level;
          const faster = slower - change;
          const fromFaster = here[slower]! - cost;
          const fromSlower = here[faster]! - cost;
          if (fromFaster > ahead[ringOffset + faster]!) {
            ahead[ringOffset + faster] = fromFaster;
            if (choices) choices[choiceOffset + faster] = level;
          }
          if (fromSlower > ahead[ringOffset + slower]!) {
            ahead[ringOffset + slower] = fromSlower;
            if (choices) choices[choiceOffset + slower] = level - change;
          }
        }
      }
    }
  }

  fillEnd(lastCell: number): void {
    const { problem, levelCount } = this;
    for (let cell = lastCell; cell < lastCell + this.longestPeriod; cell += 1) {
      const offset = this.ringOffset(cell);
      for (let i = 0; i < levelCount; i += 1) {
        const values = endValues(problem, cell, problem.cellsPerBeat + problem.minLevel + i);
        values.forEach((value, beat) => {
          this.ahead[offset + beat * levelCount + i] = value;
        });
      }
    }
  }

  improveStart(cell: number, best: Best): void {
    for (let barBeat = 0; barBeat < this.problem.barBeats; barBeat += 1) {
      for (let i = 0; i < this.levelCount; i += 1) {
        const level = this.problem.minLevel + i;
        const period = this.problem.cellsPerBeat + level;
        if (cell + period <= 0) continue;
        const value =
          this.here[barBeat * this.levelCount + i]! + startValue(this.problem, cell, period, barBeat);
        if (value > best.value) Object.assign(best, { value, cell, barBeat, level });
      }
    }
  }
}

function solve(problem: BeatProblem, keepChoices: boolean) {
  assert(
    problem.minLevel <= 0 && problem.maxLevel >= 0 && problem.cellsPerBeat + problem.minLevel > 0,
    'bad levels',
  );
  assert(problem.endCell > 0, 'the range has no length');
  const workspace = new Workspace(problem);
  const endCell = Math.ceil(problem.endCell);
  const firstCell = 1 - workspace.longestPeriod;
  const stride = problem.barBeats * workspace.levelCount;
  const choices = keepChoices ? new Int8Array((endCell - firstCell) * stride) : undefined;
  const best: Best = { value: Number.NEGATIVE_INFINITY, cell: 0, barBeat: 0, level: 0 };
  workspace.fillEnd(endCell);
  for (let cell = endCell - 1; cell >= firstCell; cell -= 1) {
    workspace.fillRewards(cell);
    workspace.fillHere(cell);
    if (cell <= 0) workspace.improveStart(cell, best);
    workspace.fillAhead(cell, choices, (cell - firstCell) * stride);
  }
  assert(Number.isFinite(best.value), 'no row of beats begins on a sixteenth at time 0');
  return { best, choices, firstCell, endCell, levelCount: workspace.levelCount };
}

/** Value of the best row of beats alone: cheaper in memory. */
export function bestBeatValue(problem: BeatProblem): number {
  return solve(problem, false).best.value;
}

export function bestBeatPath(problem: BeatProblem): BeatPath {
  const { best, choices, firstCell, endCell, levelCount } = solve(problem, true);
  assert(choices);
  const cells = [best.cell];
  let { cell, barBeat } = best;
  let index = best.level - problem.minLevel;
  while (cell < endCell) {
    cell += problem.cellsPerBeat + problem.minLevel + index;
    barBeat = (barBeat + 1) % problem.barBeats;
    cells.push(cell);
    if (cell < endCell)
      index = choices[((cell - firstCell) * problem.barBeats + barBeat) * levelCount + index]!;
  }
  return { value: best.value, cells: Int32Array.from(cells), firstBarBeat: best.barBeat };
}
