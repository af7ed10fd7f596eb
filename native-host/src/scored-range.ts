// Whether a range can be scored, before anything is made for it. Times in ticks and seconds from the start of the sequence.
import {
  LONGEST_SECONDS,
  SHORTEST_SECONDS,
  ScoreError,
  ticksToSeconds,
  type TickRange,
  type TimelineSequence,
  type TimelineSnapshot,
} from '@framescore/contract';

/** Gives the sequence that is scored. Throws timeline-invalid, range-invalid or range-too-short. */
export function checkScoredRange(timeline: TimelineSnapshot, range: TickRange): TimelineSequence {
  const sequence = timeline.sequences.find(({ guid }) => guid === timeline.rootGuid);
  if (!sequence) {
    const detail = 'The sequence to score is not among those that were sent. Read the timeline again.';
    throw new ScoreError('timeline-invalid', detail);
  }
  const [start, end] = [BigInt(range.startTicks), BigInt(range.endTicks)];
  if (start < 0n || end <= start) {
    throw new ScoreError('range-invalid', 'The range ends before it begins. Set in and out points anew.');
  }
  if (start >= BigInt(sequence.endTicks)) {
    throw new ScoreError(
      'range-invalid',
      'The range begins behind the last clip. Set in and out points anew.',
    );
  }
  const seconds = ticksToSeconds(end - start);
  if (seconds < SHORTEST_SECONDS) {
    const detail = `The range is ${seconds.toFixed(2)} s long. Choose at least ${SHORTEST_SECONDS} second.`;
    throw new ScoreError('range-too-short', detail);
  }
  if (seconds > LONGEST_SECONDS) {
    const detail = `The range is longer than ${LONGEST_SECONDS / 3600} hours. Score it in parts.`;
    throw new ScoreError('range-invalid', detail);
  }
  return sequence;
}

/** Seconds from the start of a score, cut to the score. Throws range-invalid when they do not touch. */
export function secondsInScore(range: TickRange, score: TickRange): [number, number] {
  const origin = BigInt(score.startTicks);
  const start = later(BigInt(range.startTicks), origin);
  const end = -later(-BigInt(range.endTicks), -BigInt(score.endTicks));
  if (end <= start) {
    throw new ScoreError('range-invalid', 'The range does not lie inside the score. Choose a part of it.');
  }
  return [ticksToSeconds(start - origin), ticksToSeconds(end - origin)];
}

function later(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
