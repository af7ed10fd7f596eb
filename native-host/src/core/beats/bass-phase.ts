// Which half of the beat is on: where the bass and the kick strike only between the tracked beats, the beats are there.
// Off-beat guitars and hi-hats (reggae, ska, polka) draw every tracker to the wrong half. Knows the lowest bands and the beats.
import { measureTempo, type DetectedBeats } from './decode-beats.js';
import type { MelChunk } from './mel-chunks.js';
import { MEL_BANDS, MEL_FRAME_RATE_HZ } from './mel-extractor.js';

/** Bands below some 170 Hz: bass and kick, no snare. */
const BASS_BANDS = 2;
/** A rise is measured over this, frames: an attack of a bass takes two. */
const RISE_FRAMES = 2;
/** A strike may be this far from a beat, frames. */
const NEAR_FRAMES = 3;
/** A strike is at least this much of the strongest ones. */
const STRIKE_SHARE = 0.25;
/** Beats move where strikes stand on at least so many of the places between them, and on at most so many of the beats. */
const LEAST_BETWEEN = 0.4;
const MOST_ON_BEATS = 0.05;
const LEAST_BEATS = 8;
/** Where the strongest strikes are looked for: this share of all frames may be stronger. */
const STRONGEST_SHARE = 0.005;

/** How much the bass rises in each frame that is kept of a chunk, as amplitude. */
export function bassRises({ mel, keepFrom, keepTo }: MelChunk): Float32Array {
  const level = (frame: number): number => {
    let sum = 0;
    for (let band = 0; band < BASS_BANDS; band += 1) sum += Math.expm1(mel[frame * MEL_BANDS + band]!);
    return sum;
  };
  return Float32Array.from({ length: keepTo - keepFrom }, (_, i) => {
    const frame = keepFrom + i;
    return frame < RISE_FRAMES ? level(frame) : Math.max(0, level(frame) - level(frame - RISE_FRAMES));
  });
}

/** The beats, moved by half an interval where only that puts them on the bass. */
export function onTheBass(heard: DetectedBeats, rises: Float32Array): DetectedBeats {
  const { beatsSeconds } = heard;
  if (beatsSeconds.length < LEAST_BEATS) return heard;
  const strongest = rises.slice().sort()[Math.floor((1 - STRONGEST_SHARE) * rises.length)] ?? 0;
  const isStruck = (seconds: number): boolean => {
    const centre = Math.round(seconds * MEL_FRAME_RATE_HZ);
    const near = rises.subarray(Math.max(0, centre - NEAR_FRAMES), centre + NEAR_FRAMES + 1);
    return strongest > 0 && near.some((rise) => rise >= STRIKE_SHARE * strongest);
  };
  const between = beatsSeconds.slice(1).map((beat, i) => (beatsSeconds[i]! + beat) / 2);
  const isMoved = share(between, isStruck) >= LEAST_BETWEEN && share(beatsSeconds, isStruck) <= MOST_ON_BEATS;
  return isMoved ? moved(heard, between, isStruck) : heard;
}

function share(times: readonly number[], holds: (seconds: number) => boolean): number {
  return times.filter(holds).length / times.length;
}

/** A bar begins where the bass strikes most often. */
function moved(
  { confidences, beatsPerBar, beatsSeconds }: DetectedBeats,
  between: readonly number[],
  isStruck: (seconds: number) => boolean,
): DetectedBeats {
  const [first, second] = beatsSeconds as [number, number];
  const before = first - (second - first) / 2;
  const beats = before >= 0 ? [before, ...between] : [...between];
  const everyBar = (phase: number) => beats.filter((_, i) => i % beatsPerBar === phase);
  const struck = Array.from({ length: beatsPerBar }, (_, phase) => share(everyBar(phase), isStruck));
  const downbeatsSeconds = everyBar(struck.indexOf(Math.max(...struck)));
  return {
    beatsSeconds: beats,
    downbeatsSeconds,
    confidences: beats.map((_, i) => confidences[i]!),
    tempoBpm: measureTempo(beats),
    beatsPerBar,
  };
}
