// Performance events as a Standard MIDI File, type 1: a tempo track and one track per part (RP-001, "Standard MIDI Files 1.0").
// Knows no files on disk.
import assert from 'node:assert/strict';
import type { PerformanceEvent } from './event-queue.js';
import type { Instrument } from './instruments.js';
import { SCORE_PARTS, STEPS_PER_BEAT, type ScorePart } from './score-streams.js';
import type { StepPlan } from './step-clock.js';

const TICKS_PER_STEP = 240;
const DRUM_CHANNEL = 9;
/** Drum instruments that are melodic programs get channels of their own, after those of the parts. */
const FIRST_EXTRA_CHANNEL = 10;

type Timed = { tick: number; bytes: number[] };

/** `events` in time order; the plan's steps become bars and tempo, one tempo event wherever the step length changes. */
export function writeMidi(
  events: readonly PerformanceEvent[],
  instruments: readonly Instrument[],
  plan: StepPlan,
): Uint8Array {
  const tickOf = tickFinder(plan.timesSeconds);
  const tracks = [tempoTrack(plan), ...partTracks(events, instruments, tickOf)];
  const endTick = (plan.timesSeconds.length - 1) * TICKS_PER_STEP;
  const header = chunk('MThd', [0, 1, ...word(tracks.length), ...word(TICKS_PER_STEP * STEPS_PER_BEAT)]);
  return Uint8Array.from([...header, ...tracks.flatMap((track) => trackChunk(track, endTick))]);
}

/** Ticks of a time: between two steps they run evenly. */
function tickFinder(timesSeconds: ArrayLike<number>): (seconds: number) => number {
  const last = timesSeconds.length - 1;
  return (seconds) => {
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((timesSeconds[middle] ?? 0) <= seconds) low = middle;
      else high = middle;
    }
    const start = timesSeconds[low] ?? 0;
    const length = (timesSeconds[high] ?? 0) - start;
    const share = length > 0 ? (seconds - start) / length : 0;
    return Math.max(0, Math.round((low + share) * TICKS_PER_STEP));
  };
}

function tempoTrack(plan: StepPlan): Timed[] {
  const track: Timed[] = [
    { tick: 0, bytes: meta(0x03, text('FrameScore')) },
    { tick: 0, bytes: meta(0x58, [4, 2, 24, 8]) }, // 4/4, a click each quarter
  ];
  let written = 0;
  for (let step = 0; step + 1 < plan.timesSeconds.length; step += 1) {
    const seconds = (plan.timesSeconds[step + 1] ?? 0) - (plan.timesSeconds[step] ?? 0);
    const microseconds = Math.max(1, Math.min(0xff_ffff, Math.round(seconds * STEPS_PER_BEAT * 1e6)));
    if (microseconds === written) continue;
    written = microseconds;
    track.push({
      tick: step * TICKS_PER_STEP,
      bytes: meta(0x51, [microseconds >> 16, (microseconds >> 8) & 255, microseconds & 255]),
    });
  }
  return track;
}

function partTracks(
  events: readonly PerformanceEvent[],
  instruments: readonly Instrument[],
  tickOf: (seconds: number) => number,
): Timed[][] {
  const channels = assignChannels(instruments);
  const tracks = new Map<ScorePart, Timed[]>();
  const programs = new Map<number, number>(); // channel -> program in force
  for (const event of events) {
    const instrument = instruments[event.instrument];
    const channel = channels[event.instrument];
    assert(instrument && channel !== undefined, `event names instrument ${event.instrument}`);
    const track = tracks.get(instrument.part) ?? [{ tick: 0, bytes: meta(0x03, text(instrument.part)) }];
    tracks.set(instrument.part, track);
    const tick = tickOf(event.timeSeconds);
    if (event.kind === 'note-on' && programs.get(channel) !== instrument.program) {
      programs.set(channel, instrument.program);
      track.push({ tick, bytes: [0xc0 | channel, instrument.program] });
    }
    track.push({ tick, bytes: channelMessage(event, channel) });
  }
  return SCORE_PARTS.map((part) => tracks.get(part)).filter((track) => track !== undefined);
}

/** One channel per pitched part whatever its palette; drums on 10; melodic drum instruments on channels of their own. */
function assignChannels(instruments: readonly Instrument[]): number[] {
  let extra = FIRST_EXTRA_CHANNEL;
  return instruments.map(({ part, kind }) => {
    if (part !== 'drums') return SCORE_PARTS.indexOf(part) - 1;
    return kind === 'kit' ? DRUM_CHANNEL : extra++;
  });
}

function channelMessage(event: PerformanceEvent, channel: number): number[] {
  if (event.kind === 'note-on') return [0x90 | channel, event.key, event.velocity];
  if (event.kind === 'note-off') return [0x80 | channel, event.key, 64];
  return [0xb0 | channel, event.controller, event.value];
}

function trackChunk(events: Timed[], endTick: number): number[] {
  const ordered = [...events].sort((a, b) => a.tick - b.tick); // stable: same tick keeps its order
  let now = 0;
  const bytes = ordered.flatMap((event) => {
    const delta = event.tick - now;
    now = event.tick;
    return [...variableLength(delta), ...event.bytes];
  });
  return chunk('MTrk', [...bytes, ...variableLength(Math.max(0, endTick - now)), ...meta(0x2f, [])]);
}

function chunk(name: string, body: number[]): number[] {
  return [...text(name), ...word(body.length >>> 16), ...word(body.length & 0xffff), ...body];
}

function meta(type: number, body: number[]): number[] {
  return [0xff, type, ...variableLength(body.length), ...body];
}

function text(value: string): number[] {
  return [...value].map((character) => character.charCodeAt(0) & 127);
}

function word(value: number): number[] {
  return [(value >> 8) & 255, value & 255];
}

function variableLength(value: number): number[] {
  const bytes = [value & 127];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 127) | 128);
  return bytes;
}
