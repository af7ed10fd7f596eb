// Decoded steps into timed key, pedal and fader events: swing, touch, articulation, pedal, swells, the ringing end.
// Knows no tokens, no synthesizer, no samples.
import assert from 'node:assert/strict';
import type { DecodedStep, DrumHit, Strike } from './decode-tokens.js';
import { drumStrokes, type DrumStroke } from './drum-map.js';
import { EventQueue, type PerformanceEvent } from './event-queue.js';
import { drumInstrumentIndex, hasPedal, instrumentIndex, isDecaying, isStrummed } from './instruments.js';
import { PITCHED_PARTS, type PitchedPart } from './score-streams.js';
import { eventRandom, StepClock, type StepPlan } from './step-clock.js';
import { reverseSwellStart } from './reverse-swell.js';
import type { ScoreStyle, ScoreStyles } from './styles.js';
import { clampVelocity, LineContour, strikeVelocity, voiceOffset } from './velocity.js';

export const PEDAL_CONTROLLER = 64;
export const EXPRESSION_CONTROLLER = 11;

/** A repeated key goes up this long before it goes down again, so that the sampler releases the right note. */
const REPEAT_GAP_SECONDS = 0.012;
/** Sustained lines overlap their next note by this much: legato without a smear. */
const LEGATO_SECONDS = { bass: 0, comp: 0.02, pad: 0.09, arp: 0, melody: 0.025, counter: 0.04 } as const;
/** The pedal goes down again this long after it was lifted for a new chord. */
const PEDAL_CATCH_SECONDS = 0.07;
const SHORTEST_NOTE_SECONDS = 0.04;
/** One-shot drums need no real release; this only frees the voice of instruments that loop. */
const DRUM_GATE_SECONDS = 2.5;
/** Keys of a piano. A sampled arpeggio may name a pitch beyond them; it is played in the nearest octave that exists. */
const LOWEST_KEY = 21;
const HIGHEST_KEY = 108;
/** At the end sustained notes let go after this share of the tail, so that the room closes the piece. */
const ENDING_HOLD_SHARE = 0.55;
const ENERGY_UNKNOWN = 16;

export type PerformanceOptions = {
  plan: StepPlan;
  style: ScoreStyle;
  styles: ScoreStyles;
  seed: number;
};

/** Events in time order, and the time before which no later batch will hold any. */
export type PerformanceBatch = { events: PerformanceEvent[]; untilSeconds: number };

function playableKey(pitch: number): number {
  if (pitch > HIGHEST_KEY) return pitch - 12 * Math.ceil((pitch - HIGHEST_KEY) / 12);
  return pitch < LOWEST_KEY ? pitch + 12 * Math.ceil((LOWEST_KEY - pitch) / 12) : pitch;
}

type StruckNote = {
  part: PitchedPart;
  instrument: number;
  key: number;
  velocity: number;
  onSeconds: number;
  step: number;
};

type SoundingNote = { key: number; instrument: number; onSeconds: number; latestOffSeconds: number };

export class Performer {
  readonly #plan: StepPlan;
  readonly #style: ScoreStyle;
  readonly #styles: ScoreStyles;
  readonly #seed: number;
  readonly #clock: StepClock;
  readonly #queue = new EventQueue();
  readonly #sounding = new Map<PitchedPart, SoundingNote[]>(PITCHED_PARTS.map((part) => [part, []]));
  readonly #pedalDown = new Map<PitchedPart, number>(); // part -> instrument whose pedal is down
  readonly #contours = { melody: new LineContour(), counter: new LineContour() };
  #expression = -1;
  #nextStep = 0;

  constructor({ plan, style, styles, seed }: PerformanceOptions) {
    this.#plan = plan;
    this.#style = style;
    this.#styles = styles;
    this.#seed = seed;
    this.#clock = new StepClock(plan, style, seed);
  }

  /** Length in seconds of the fade that should close the piece: the second half of the tail. */
  get endingFadeSeconds(): number {
    return (1 - ENDING_HOLD_SHARE) * this.#tailSeconds();
  }

  /** Plays the next step; returns every event that can no longer change. */
  push(decoded: DecodedStep): PerformanceBatch {
    assert(
      decoded.step === this.#nextStep && decoded.step < this.#clock.stepCount,
      `step ${decoded.step} is not next`,
    );
    this.#nextStep += 1;
    this.#swell(decoded);
    if (decoded.chordChanged || decoded.sectionChanged) this.#changePedals(decoded);
    for (const part of decoded.releases) this.#release(part, decoded);
    for (const strike of decoded.strikes) this.#strike(strike, decoded);
    for (const hit of decoded.hits) this.#hit(hit, decoded);
    this.#endLongNotes(this.#clock.earliestSeconds(this.#nextStep));
    const untilSeconds = this.#clock.earliestSeconds(this.#nextStep) - REPEAT_GAP_SECONDS;
    return { events: this.#queue.takeUntil(untilSeconds), untilSeconds };
  }

  /** After the last step: lets go of what still sounds. */
  end(): PerformanceBatch {
    const { durationSeconds } = this.#clock;
    this.#endLongNotes(Infinity);
    const events = this.#queue.takeUntil(Infinity).filter((event) => event.timeSeconds <= durationSeconds);
    return { events, untilSeconds: durationSeconds };
  }

  /** Where a note ends at the latest: plucked tones ring to the last frame, sustained ones leave the end to the room. */
  #lastOffSeconds(program: number, onSeconds: number): number {
    const { durationSeconds } = this.#clock;
    if (isDecaying(program)) return durationSeconds;
    return Math.max(
      durationSeconds - this.endingFadeSeconds,
      Math.min(onSeconds + SHORTEST_NOTE_SECONDS, durationSeconds),
    );
  }

  #tailSeconds(): number {
    return (
      this.#clock.durationSeconds -
      this.#clock.gridSeconds(Math.min(this.#plan.endingStep, this.#clock.stepCount))
    );
  }

  #programOf(part: PitchedPart, instrument: number): number {
    const palette = this.#style.palettes[instrument - instrumentIndex(part, 0)];
    assert(palette, `instrument ${instrument} is not of part ${part}`);
    return palette[part];
  }

  #lane(part: PitchedPart): number {
    return PITCHED_PARTS.indexOf(part);
  }

  #swell({ step, section }: DecodedStep): void {
    const energy = this.#plan.energies[step] ?? ENERGY_UNKNOWN;
    const target = energy >= ENERGY_UNKNOWN ? 100 : 72 + 3.6 * energy;
    // A sixth of the way each step: a bar to arrive, so that a change of energy is heard as a swell.
    this.#expression = this.#expression < 0 ? target : this.#expression + (target - this.#expression) / 6;
    const value = Math.round(this.#expression);
    const timeSeconds = this.#clock.gridSeconds(step);
    for (const part of ['pad', 'counter'] as const) {
      const instrument = instrumentIndex(part, section.palette);
      if (isDecaying(this.#programOf(part, instrument))) continue;
      this.#queue.add({ kind: 'control', timeSeconds, instrument, controller: EXPRESSION_CONTROLLER, value });
    }
  }

  #changePedals({ step }: DecodedStep): void {
    const timeSeconds = this.#clock.gridSeconds(step);
    for (const [part, instrument] of this.#pedalDown) {
      this.#pedal(instrument, timeSeconds, 0);
      this.#pedalDown.delete(part);
    }
  }

  #pedal(instrument: number, timeSeconds: number, value: number): void {
    this.#queue.add({ kind: 'control', timeSeconds, instrument, controller: PEDAL_CONTROLLER, value });
  }

  #release(part: PitchedPart, { step, strikes }: DecodedStep): void {
    const strike = strikes.find((candidate) => candidate.part === part);
    const onsetSeconds = this.#clock.onsetSeconds(step, this.#lane(part));
    for (const note of this.#sounding.get(part) ?? []) {
      const isRepeated = strike?.pitches.some((pitch) => playableKey(pitch) === note.key) ?? false;
      const overlap = strike ? LEGATO_SECONDS[part] : 0;
      this.#addOff(note, isRepeated ? onsetSeconds - REPEAT_GAP_SECONDS : onsetSeconds + overlap);
    }
    this.#sounding.set(part, []);
    const pedalled = this.#pedalDown.get(part);
    if (strike || pedalled === undefined) return;
    this.#pedal(pedalled, onsetSeconds, 0);
    this.#pedalDown.delete(part);
  }

  #addOff(note: SoundingNote, wantedSeconds: number): void {
    const shortest = note.onSeconds + Math.min(SHORTEST_NOTE_SECONDS, this.#clock.durationSeconds);
    const timeSeconds = Math.max(
      Math.min(wantedSeconds, note.latestOffSeconds),
      Math.min(shortest, wantedSeconds),
    );
    this.#queue.add({ kind: 'note-off', timeSeconds, instrument: note.instrument, key: note.key });
  }

  /** Notes of a part with a longest length end there, if nothing ended them before. */
  #endLongNotes(beforeSeconds: number): void {
    for (const [part, notes] of this.#sounding) {
      const over = notes.filter((note) => note.latestOffSeconds < beforeSeconds);
      for (const note of over) this.#addOff(note, note.latestOffSeconds);
      if (over.length > 0)
        this.#sounding.set(
          part,
          notes.filter((note) => !over.includes(note)),
        );
    }
  }

  #strike({ part, pitches }: Strike, decoded: DecodedStep): void {
    const { step, section, level } = decoded;
    const instrument = instrumentIndex(part, section.palette);
    const random = eventRandom(this.#seed, step, 16 + this.#lane(part));
    const base = strikeVelocity({
      part,
      levelVelocity: this.#styles.velocityLevels[level - 1] ?? 78,
      barPhase: this.#plan.barPhases[step] ?? 0,
      accent: this.#plan.accents[step] ?? 0,
      random,
    });
    const onsetSeconds = this.#clock.onsetSeconds(step, this.#lane(part));
    const program = this.#programOf(part, instrument);
    const spread = this.#spreadSeconds(program, step, pitches.length, part);
    for (const [index, pitch] of pitches.entries()) {
      const key = playableKey(pitch);
      const contour = part === 'melody' || part === 'counter' ? this.#contours[part].offset(key) : 0;
      const velocity = clampVelocity(base + contour + voiceOffset(index, pitches.length));
      this.#noteOn({ part, instrument, key, velocity, onSeconds: onsetSeconds + index * spread, step });
    }
    this.#pressPedal(part, instrument, program, onsetSeconds);
  }

  /** Strummed guitars and rolled piano chords; on a cue all strings sound together. */
  #spreadSeconds(program: number, step: number, count: number, part: PitchedPart): number {
    if (count < 2 || part === 'pad' || this.#clock.hasAccent(step)) return 0;
    if (isStrummed(program)) return this.#style.strumMs / 1000;
    return hasPedal(program) && this.#style.pedal ? this.#style.strumMs / 3000 : 0;
  }

  #noteOn(note: StruckNote): void {
    const { part, instrument, key, velocity, onSeconds, step } = note;
    const longestSteps = step < this.#plan.endingStep ? this.#style.longestSteps?.[part] : undefined;
    const stepSeconds = this.#clock.durationSeconds / this.#clock.stepCount;
    const lastOffSeconds = this.#lastOffSeconds(this.#programOf(part, instrument), onSeconds);
    const latestOffSeconds = Math.min(lastOffSeconds, onSeconds + (longestSteps ?? Infinity) * stepSeconds);
    this.#queue.add({ kind: 'note-on', timeSeconds: onSeconds, instrument, key, velocity });
    this.#sounding.get(part)?.push({ key, instrument, onSeconds, latestOffSeconds });
  }

  #pressPedal(part: PitchedPart, instrument: number, program: number, onsetSeconds: number): void {
    // The melody keeps clear of the pedal: its passing notes would blur.
    if (!this.#style.pedal || part === 'melody' || !hasPedal(program) || this.#pedalDown.has(part)) return;
    this.#pedal(instrument, onsetSeconds + PEDAL_CATCH_SECONDS, 127);
    this.#pedalDown.set(part, instrument);
  }

  #hit(hit: DrumHit, { step, chord }: DecodedStep): void {
    if (hit === 'reverse-swell') {
      const swell = reverseSwellStart(this.#plan, step);
      this.#addStroke({ voice: 'reverse', key: swell.key, velocity: 96 }, swell.startSeconds);
      return;
    }
    // Drums stay closer to the grid than the other players; each piece of the kit has its own lane of chance.
    const sound = { chordRoot: chord.root, isOrchestral: this.#style.orchestralDrums };
    for (const stroke of drumStrokes(hit, sound)) {
      const lane = 32 + stroke.key;
      const random = eventRandom(this.#seed, step, 256 + lane);
      const accent = [0, 4, 8][this.#plan.accents[step] ?? 0] ?? 0;
      const velocity = clampVelocity(stroke.velocity + accent + 8 * (random() - 0.5));
      this.#addStroke({ ...stroke, velocity }, this.#clock.onsetSeconds(step, lane, 0.5));
    }
  }

  #addStroke({ voice, key, velocity }: DrumStroke, timeSeconds: number): void {
    const instrument = drumInstrumentIndex(voice);
    this.#queue.add({ kind: 'note-on', timeSeconds, instrument, key, velocity });
    this.#queue.add({ kind: 'note-off', timeSeconds: timeSeconds + DRUM_GATE_SECONDS, instrument, key });
  }
}
