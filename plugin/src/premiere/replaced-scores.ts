// What a new score in a range would take the place of, in timecodes, for the panel to say before.
import type { Sequence } from '@adobe/premierepro';
import type { ReplacedScore, TakePlace } from '../ports.js';
import type { PremiereContext } from './modules.js';
import { openSequence, readSequenceFacts } from './open-sequence.js';
import { onFrames } from './placement-plan.js';
import { fromTickRange, type Range } from './ranges.js';
import { readMusic, readStanding } from './standing-scores.js';
import { formatTimecode } from './timecode.js';
import { isInSamePlace, replacedBy, type Replaced, type StandingScore } from './whose-music.js';

export async function replacedOn(
  context: PremiereContext,
  sequence: Sequence,
  standing: readonly StandingScore[],
  { range, shown }: { range: Range; shown: (ticks: bigint) => string },
): Promise<ReplacedScore[]> {
  const clips = await readMusic(context, sequence, standing, [range]);
  return inTimecodes(replacedBy(standing, clips, range), shown);
}

function inTimecodes(replaced: readonly Replaced[], shown: (ticks: bigint) => string): ReplacedScore[] {
  return replaced.map(({ placed, isWhole, part }) => ({
    jobId: placed.jobId,
    isWhole,
    start: shown(part.startTicks),
    end: shown(part.endTicks),
  }));
}

/** Of other scores that stand elsewhere: that a take follows another, or another score, in its own place is no news. */
export async function readReplaced(
  context: PremiereContext,
  { sequenceGuid, jobId, scoreRange }: TakePlace,
): Promise<ReplacedScore[]> {
  const { sequence } = await openSequence(context, sequenceGuid);
  const facts = await readSequenceFacts(context, sequence);
  const range = onFrames(fromTickRange(scoreRange), facts.ticksPerFrame);
  const shown = (ticks: bigint) => formatTimecode(ticks + facts.zeroPointTicks, facts);
  const standing = await readStanding(context, sequence);
  const clips = await readMusic(context, sequence, standing, [range]);
  const others = replacedBy(standing, clips, range).filter(
    (one) => one.placed.jobId !== jobId && !isInSamePlace(one, range),
  );
  return inTimecodes(others, shown);
}
