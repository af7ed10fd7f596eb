// A piece of a token matrix made to stand alone, as training crops are (models/vmas/score/streams.py, restate). Knows no sound.
import { PITCHED_PARTS, STREAM_INDEX } from './score-streams.js';

/** Token of every stream that keeps what was before; for parts: the note goes on. */
export const HOLD = 0;
export const REST = 1;
/** Streams that state something which lasts until it is stated anew. */
const LASTING = [STREAM_INDEX.section, STREAM_INDEX.dynamics, STREAM_INDEX.chord];

/** What lasts at a step: the newest statement of each lasting stream at or before it, HOLD where there is none. */
export function lastingAt(tokens: readonly (readonly number[])[], step: number): Map<number, number> {
  return new Map(
    LASTING.map((stream) => {
      let at = step;
      while (at > 0 && tokens[at]![stream] === HOLD) at -= 1;
      return [stream, tokens[at]![stream]!];
    }),
  );
}

/** Steps [start, end) of tokens [T][K]: the first one states section, dynamics and chord; notes from before are not heard in it. */
export function restate(tokens: readonly (readonly number[])[], start: number, end: number): number[][] {
  const crop = tokens.slice(start, end).map((step) => [...step]);
  const first = crop[0];
  if (!first) return [];
  for (const [stream, token] of lastingAt(tokens, start)) first[stream] = token;
  for (const part of PITCHED_PARTS) {
    const stream = STREAM_INDEX[part];
    for (const step of crop) {
      if (step[stream]! > REST) break;
      step[stream] = HOLD;
    }
  }
  return crop;
}
