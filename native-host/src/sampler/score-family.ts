// The family `score` as the pipeline knows it: conditions from the plan, steps played by the sampler as they come.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ScoreError, type Run } from '@framescore/contract';
import type { Plan } from '../core/plan/plan.js';
import { conditionsFromPlan } from '../core/score/conditions.js';
import { ScoreDecoder } from '../core/score/decode-tokens.js';
import { listInstruments } from '../core/score/instruments.js';
import { writeMidi } from '../core/score/midi-file.js';
import type { PerformanceEvent } from '../core/score/event-queue.js';
import { Performer, type PerformanceBatch } from '../core/score/performance.js';
import { seededRandom } from '../core/random/random.js';
import { mixerSound } from '../core/score/mix-sound.js';
import type { StepPlan } from '../core/score/step-clock.js';
import { PITCHED_PARTS, SCORE_PARTS, STREAM_INDEX } from '../core/score/score-streams.js';
import { parseScoreStyles, styleById, type ScoreStyles } from '../core/score/styles.js';
import { cutEvents } from '../core/score/cut-events.js';
import { planInfill, replaceSteps } from '../core/score/infill.js';
import type { Joins } from '../core/plan/range-joins.js';
import type { InfillRun, InfillTask } from '../core/sampling/infill-run.js';
import type { PlayedMusic, TokenFamily, TokenMatrix, TokenSchedule } from '../ports.js';
import type { Sound } from '../sound/sound.js';
import { Sampler } from './sampler.js';

const SAMPLE_RATE_HZ = 48_000;
const SLICE_SECONDS = 0.5;
/** Purpose number of the draw of the key, so that it does not correlate with other draws of the seed. */
const TONIC_PURPOSE = 7;

/** Longest notes of the training pieces, sixteenths (99.9 % of 300 pieces by the arranger): a longer hold is a slip of the model. */
const LONGEST_NOTE_STEPS = { bass: 16, comp: 16, pad: 32, arp: 11, melody: 26, counter: 16 };
const HOLD_LIMITS = PITCHED_PARTS.map((part) => ({
  stream: STREAM_INDEX[part],
  token: 0,
  startsAt: 2, // an onset; rests may last
  mostSteps: LONGEST_NOTE_STEPS[part] - 1,
}));

type PlayRequest = Parameters<TokenFamily['play']>[1];
type ReplayRequest = Parameters<TokenFamily['replay']>[1];

export class ScoreFamily implements TokenFamily {
  readonly hasNotes = true;
  readonly placesBeats = true;
  readonly tokenRateHz = null;
  readonly #styles: ScoreStyles;
  readonly #sampler: Sampler;

  private constructor(styles: ScoreStyles, sampler: Sampler) {
    this.#styles = styles;
    this.#sampler = sampler;
  }

  /** Reads styles.json of a bundle folder; the bank is loaded by `warm` or the first `play`. */
  static async open(bundleDirectory: string): Promise<ScoreFamily> {
    try {
      const text = await readFile(path.join(bundleDirectory, 'styles.json'), 'utf8');
      const styles = parseScoreStyles(JSON.parse(text));
      return new ScoreFamily(styles, new Sampler(path.join(bundleDirectory, 'instruments.sf3')));
    } catch (cause) {
      const detail = `styles.json of the bundle in ${bundleDirectory} cannot be used. Install the bundle again.`;
      throw new ScoreError('model-damaged', detail, { cause });
    }
  }

  warm(signal: AbortSignal): Promise<void> {
    return this.#sampler.open(signal);
  }

  schedule(plan: Plan, styleIndex: number): TokenSchedule {
    const { values } = conditionsFromPlan(plan, { styleIndex, mode: 'unknown' });
    const timesSeconds = plan.steps.timesSeconds.subarray(0, plan.steps.count);
    return { timesSeconds, conditions: values, runLimits: HOLD_LIMITS };
  }

  async play(steps: AsyncIterable<Int32Array>, request: PlayRequest, run: Run): Promise<PlayedMusic> {
    const { plan, seed, scratch } = request;
    const style = styleById(this.#styles, request.styleId);
    const stepPlan = stepPlanOf(plan);
    const performer = new Performer({ plan: stepPlan, style, styles: this.#styles, seed });
    const tokens: number[][] = [];
    const played: PerformanceEvent[] | undefined = request.midi ? [] : undefined;
    const batches = perform(steps, performer, new ScoreDecoder(tonicFromSeed(seed)), { tokens, played });
    const instruments = listInstruments(style, this.#styles);
    const job = {
      instruments,
      mixer: mixerSound(style, this.#styles, plan.durationSeconds / plan.steps.count),
      durationSeconds: plan.durationSeconds,
      endingFadeSeconds: performer.endingFadeSeconds,
      sampleRateHz: SAMPLE_RATE_HZ,
      stems: request.stems,
    };
    const names = request.stems ? SCORE_PARTS : [];
    const files = { mixPath: scratch('mix'), stemPaths: names.map((name) => scratch(`stem-${name}`)) };
    const { mix, stems } = await this.#sampler.renderScore({ job, files }, batches, run);
    const midi = played ? writeMidi(played, instruments, stepPlan) : null;
    return { mix, stems: names.map((name, i) => ({ name, sound: stems[i]! })), midi, tokens };
  }

  rowsOfJoins(_plan: Plan, { fromStep, toStep }: Joins): [from: number, to: number] {
    return [fromStep, toStep];
  }

  planInfill({ conditions, tokens, nextRow, toRow }: InfillTask): InfillRun {
    const run = planInfill({ conditions, tokens, nextStep: nextRow, toStep: toRow });
    return { ...run, givenRows: run.forced.length };
  }

  newRows({ givenRows }: InfillRun, sampled: TokenMatrix): number[][] {
    return sampled.slice(givenRows).map((step) => [...step]);
  }

  replaceRows(tokens: TokenMatrix, fromRow: number, written: TokenMatrix): number[][] {
    return replaceSteps(tokens, fromRow, written);
  }

  asModelReads(tokens: TokenMatrix): TokenMatrix {
    return tokens;
  }

  async replay(tokens: TokenMatrix, request: ReplayRequest, run: Run): Promise<Sound> {
    const { plan, seed, windowSeconds } = request;
    const style = styleById(this.#styles, request.styleId);
    const performer = new Performer({ plan: stepPlanOf(plan), style, styles: this.#styles, seed });
    const decoder = new ScoreDecoder(tonicFromSeed(seed));
    const batches = tokens.map((step) => performer.push(decoder.push(Int32Array.from(step))));
    const events = [...batches, performer.end()].flatMap((batch) => batch.events);
    const [start, end] = windowSeconds;
    const job = {
      instruments: listInstruments(style, this.#styles),
      mixer: mixerSound(style, this.#styles, plan.durationSeconds / plan.steps.count),
      durationSeconds: end - start,
      endingFadeSeconds: end >= plan.durationSeconds ? performer.endingFadeSeconds : 0,
      sampleRateHz: SAMPLE_RATE_HZ,
      stems: false,
    };
    const files = { mixPath: request.scratch('part'), stemPaths: [] };
    const { mix } = await this.#sampler.renderScore(
      { job, files },
      inSlices(cutEvents(events, windowSeconds), end - start),
      run,
    );
    return mix;
  }

  dispose(): void {
    this.#sampler.dispose();
  }
}

/** -5..+6 semitones from C, drawn from the seed alone: every take of a seed keeps its key. */
export function tonicFromSeed(seed: number): number {
  return Math.floor(seededRandom(seed, TONIC_PURPOSE)() * 12) - 5;
}

export function stepPlanOf(plan: Plan): StepPlan {
  const { count, timesSeconds } = plan.steps;
  const times = new Float64Array(count + 1);
  times.set(timesSeconds.subarray(0, count));
  times[count] = plan.durationSeconds;
  const barPhases = Uint8Array.from({ length: count }, (_, step) => (plan.barPhase + step) % 16);
  return {
    timesSeconds: times,
    accents: plan.accents,
    barPhases,
    energies: plan.energy,
    endingStep: plan.endingStep,
  };
}

/** Events in slices of half a second, so that playing can be watched and cancelled. */
async function* inSlices(
  events: readonly PerformanceEvent[],
  durationSeconds: number,
): AsyncGenerator<PerformanceBatch> {
  let next = 0;
  for (let untilSeconds = SLICE_SECONDS; next < events.length; untilSeconds += SLICE_SECONDS) {
    const first = next;
    while (next < events.length && events[next]!.timeSeconds < untilSeconds) next += 1;
    yield await Promise.resolve({ events: events.slice(first, next), untilSeconds });
  }
  yield { events: [], untilSeconds: durationSeconds };
}

async function* perform(
  steps: AsyncIterable<Int32Array>,
  performer: Performer,
  decoder: ScoreDecoder,
  kept: { tokens: number[][]; played: PerformanceEvent[] | undefined },
): AsyncGenerator<PerformanceBatch> {
  for await (const step of steps) {
    kept.tokens.push([...step]);
    const batch = performer.push(decoder.push(step));
    kept.played?.push(...batch.events);
    yield batch;
  }
  const last = performer.end();
  kept.played?.push(...last.events);
  yield last;
}
