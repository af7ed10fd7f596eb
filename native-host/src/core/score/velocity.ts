// How hard a note is struck: the written level, shaped by metre, accents, voice and a little chance.
// Knows no time in seconds and no instruments.
import { bellRandom } from './step-clock.js';
import type { ScorePart } from './score-streams.js';

/** Weight of a place in the bar, in MIDI velocity: downbeat, beat, eighth, sixteenth. */
function metricalWeight(barPhase: number): number {
  if (barPhase % 16 === 0) return 5;
  if (barPhase % 4 === 0) return 2;
  return barPhase % 2 === 0 ? -2 : -6;
}

/** Added where a cue stands: none, accent, strong. */
const ACCENT_WEIGHT = [0, 6, 10];

/** Level to velocity by part: the bass stays even, pads stay under the parts that move. */
function partVelocity(part: ScorePart, levelVelocity: number): number {
  if (part === 'bass') return 48 + 0.5 * levelVelocity;
  if (part === 'pad') return 0.85 * levelVelocity;
  return levelVelocity;
}

export type StrikeContext = {
  part: ScorePart;
  levelVelocity: number;
  barPhase: number;
  accent: number;
  random: () => number;
};

export function strikeVelocity({ part, levelVelocity, barPhase, accent, random }: StrikeContext): number {
  const shaped = partVelocity(part, levelVelocity) + metricalWeight(barPhase) + (ACCENT_WEIGHT[accent] ?? 0);
  return shaped + 5 * bellRandom(random);
}

/** Balance within a chord: the top voice leads, inner voices stand back. */
export function voiceOffset(index: number, count: number): number {
  if (count < 2 || index === count - 1) return 0;
  return index === 0 ? -2 : -6;
}

export function clampVelocity(velocity: number): number {
  return Math.round(Math.max(8, Math.min(124, velocity)));
}

/** A melodic line swells a little as it rises above where it has been. */
export class LineContour {
  #meanPitch: number | undefined;

  offset(pitch: number): number {
    const mean = this.#meanPitch ?? pitch;
    this.#meanPitch = 0.8 * mean + 0.2 * pitch;
    return Math.max(-5, Math.min(5, 0.5 * (pitch - mean)));
  }
}
