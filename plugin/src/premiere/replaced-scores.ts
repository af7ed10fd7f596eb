// What a new score in a range would take the place of, in timecodes, for the panel to say before.
import type { Sequence } from '@adobe/premierepro';
import type { ReplacedScore, TakePlace } from '../ports.js';
import type { PremiereContext } from './modules.js';
import { openSequence, readSequenceFacts } from './open-sequence.js';
import { onFrames } from './placement-plan.js';
import { fromTickRange, type Range } from './ranges.js';
import { readMusic, readStanding } from './standing-scores.js';
import { formatTimecode } from './timecode.js';
import { replacedBy, type StandingScore } from './whose-music.js';

export async function replacedOn(
  context: PremiereContext,
  sequence: Sequence,
  standing: readonly StandingScore[],
  { range, shown }: { range: Range; shown: (ticks: bigint) => string },
): Promise<ReplacedScore[]> {
  const clips = await readMusic(context, sequence, standing, [range]);
  return replacedBy(standing, clips, range).map(({ placed, isWhole, part }) => ({
    jobId: placed.jobId,
    isWhole,
    start: shown(part.startTicks),
    end: shown(part.endTicks),
  }));
}

/** Of other scores: that one take of a score follows another is no news. */
export async function readReplaced(
  context: PremiereContext,
  { sequenceGuid, jobId, scoreRange }: TakePlace,
): Promise<ReplacedScore[]> {
  const { sequence } = await openSequence(context, sequenceGuid);
  const facts = await readSequenceFacts(context, sequence);
  const range = onFrames(fromTickRange(scoreRange), facts.ticksPerFrame);
  const shown = (ticks: bigint) => formatTimecode(ticks + facts.zeroPointTicks, facts);
  const standing = await readStanding(context, sequence);
  const replaced = await replacedOn(context, sequence, standing, { range, shown });
  return replaced.filter((one) => one.jobId !== jobId);
}
