// The most likely chain of beats in the tracker's probabilities: a semi-Markov Viterbi over tempo and place in the bar.
// Mirrors models/vmas/beats/decoding.py, operation by operation. Knows nothing of seconds or sound.

/** Largest change from one beat interval to the next, frames. */
const MAX_STEP_FRAMES = 4;
const STEP_COUNT = 2 * MAX_STEP_FRAMES + 1;
/** Price of that change per frame; a steady tempo pays little of it for frames being 20 ms wide. */
const STEP_PRICE = 1;
/** Per frame between beats: a beat of probability 0.1 still continues the music, silence does not. */
const INSIDE_REWARD = 0.08;
/** Price of a bar cut short (negative log probability). */
const BAR_SLIP = 6;
/** Price of hearing three in a bar at all. */
const TRIPLE_PRICE = 3;
/** States of place in the bar: 0-3 of four, 4-6 of three. */
const PLACES = 7;
const FIRST_OF: readonly number[] = [0, 0, 0, 0, 4, 4, 4];
const BEATS_OF: readonly number[] = [4, 4, 4, 4, 3, 3, 3];
const NO_PREDECESSOR = 255;

/** Log probabilities of a recording of F frames. */
export type BeatEvidence = {
  /** Of a beat in each frame [F]. */
  beatLog: Float64Array;
  /** Sums of log(no beat) over all frames before each [F + 1]. */
  restSums: Float64Array;
  /** Of a beat here being a downbeat [F], and of it not being one [F]; both relative to any beat. */
  downbeatLog: Float64Array;
  upbeatLog: Float64Array;
};

export type PathBeat = { frame: number; isDownbeat: boolean; beatsPerBar: number };

/** Every beat interval from `shortest` to `longest` frames is allowed; the chain may begin and end anywhere. */
export function findBeatPath(evidence: BeatEvidence, shortest: number, longest: number): PathBeat[] {
  return new BeatSearch(evidence, shortest, longest).run();
}

class BeatSearch {
  private readonly frames: number;
  private readonly intervals: number;
  private readonly stateCount: number;
  /** Best score of a beat at a frame that ends interval i at place q; a ring over the last `longest` frames, [R, I, Q]. */
  private readonly scores: Float64Array;
  private readonly ringFrames: number;
  /** Step and place before, `step * PLACES + place`, [F, I, Q]. */
  private readonly codes: Uint8Array;
  private readonly stepCosts: Float64Array;
  private bestEnd = { total: -Infinity, frame: 0, state: 0 };
  /** Best way into one interval, by place before [Q]. */
  private readonly best = new Float64Array(PLACES);
  private readonly bestStep = new Uint8Array(PLACES);

  constructor(
    private readonly evidence: BeatEvidence,
    private readonly shortest: number,
    longest: number,
  ) {
    this.frames = evidence.beatLog.length;
    this.intervals = longest - shortest + 1;
    this.stateCount = this.intervals * PLACES;
    this.ringFrames = longest + 1;
    this.scores = new Float64Array(this.ringFrames * this.stateCount);
    this.codes = new Uint8Array(this.frames * this.stateCount).fill(NO_PREDECESSOR);
    this.stepCosts = this.priceSteps();
  }

  run(): PathBeat[] {
    for (let frame = 0; frame < this.frames; frame += 1) {
      this.openAt(frame);
      for (let i = 0; i < this.intervals && this.shortest + i <= frame; i += 1) this.extendTo(frame, i);
      this.considerEnd(frame);
    }
    return this.backtrack();
  }

  /** Price of coming to interval i from interval i + step, [I, steps]. */
  private priceSteps(): Float64Array {
    return Float64Array.from({ length: this.intervals * STEP_COUNT }, (_, index) => {
      const i = Math.floor(index / STEP_COUNT);
      const step = (index % STEP_COUNT) - MAX_STEP_FRAMES;
      const isThere = i + step >= 0 && i + step < this.intervals;
      return isThere ? STEP_PRICE * Math.abs(step) : Infinity;
    });
  }

  /** The chain begins here: everything before was no beat. */
  private openAt(frame: number): void {
    const row = (frame % this.ringFrames) * this.stateCount;
    for (let state = 0; state < this.stateCount; state += 1) {
      this.scores[row + state] = this.openingScore(frame, state % PLACES);
    }
  }

  private openingScore(frame: number, place: number): number {
    const { restSums, beatLog } = this.evidence;
    const triple = FIRST_OF[place] === 4 ? -TRIPLE_PRICE : 0;
    return restSums[frame]! + beatLog[frame]! + triple + this.placeLog(frame, place);
  }

  private placeLog(frame: number, place: number): number {
    const { downbeatLog, upbeatLog } = this.evidence;
    return place === FIRST_OF[place] ? downbeatLog[frame]! : upbeatLog[frame]!;
  }

  private extendTo(frame: number, i: number): void {
    const { restSums, beatLog } = this.evidence;
    const interval = this.shortest + i;
    const reached = frame - interval;
    this.comeFrom(reached, i);
    const gain = restSums[frame]! - restSums[reached + 1]! + INSIDE_REWARD * interval + beatLog[frame]!;
    const row = (frame % this.ringFrames) * this.stateCount + i * PLACES;
    for (let place = 0; place < PLACES; place += 1) {
      const { source, value } = this.placeBefore(place);
      const total = gain + value + this.placeLog(frame, place);
      if (total > this.scores[row + place]!) {
        this.scores[row + place] = total;
        this.codes[frame * this.stateCount + i * PLACES + place] = this.bestStep[source]! * PLACES + source;
      }
    }
  }

  /** Fills `best` and `bestStep`: for each place before, the best tempo to come from. */
  private comeFrom(reached: number, i: number): void {
    const row = (reached % this.ringFrames) * this.stateCount;
    this.best.fill(-Infinity);
    for (let step = 0; step < STEP_COUNT; step += 1) {
      const cost = this.stepCosts[i * STEP_COUNT + step]!;
      if (cost === Infinity) continue;
      const from = row + (i + step - MAX_STEP_FRAMES) * PLACES;
      for (let place = 0; place < PLACES; place += 1) {
        const value = this.scores[from + place]! - cost;
        if (value > this.best[place]!) {
          this.best[place] = value;
          this.bestStep[place] = step;
        }
      }
    }
  }

  private placeBefore(place: number): { source: number; value: number } {
    const first = FIRST_OF[place]!;
    if (place !== first) return { source: place - 1, value: this.best[place - 1]! };
    const last = first + BEATS_OF[place]! - 1;
    let [source, value] = [last, this.best[last]!];
    for (let other = first; other < last; other += 1) {
      if (this.best[other]! - BAR_SLIP > value) [source, value] = [other, this.best[other]! - BAR_SLIP];
    }
    return { source, value };
  }

  private considerEnd(frame: number): void {
    const { restSums } = this.evidence;
    const rest = restSums[this.frames]! - restSums[frame + 1]!;
    const row = (frame % this.ringFrames) * this.stateCount;
    for (let state = 0; state < this.stateCount; state += 1) {
      const total = this.scores[row + state]! + rest;
      if (total > this.bestEnd.total) this.bestEnd = { total, frame, state };
    }
  }

  private backtrack(): PathBeat[] {
    const path: PathBeat[] = [];
    let { frame, state } = this.bestEnd;
    for (;;) {
      const place = state % PLACES;
      path.push({ frame, isDownbeat: place === FIRST_OF[place], beatsPerBar: BEATS_OF[place]! });
      const code = this.codes[frame * this.stateCount + state]!;
      if (code === NO_PREDECESSOR) return path.reverse();
      const i = Math.floor(state / PLACES);
      frame -= this.shortest + i;
      state = (i + Math.floor(code / PLACES) - MAX_STEP_FRAMES) * PLACES + (code % PLACES);
    }
  }
}
