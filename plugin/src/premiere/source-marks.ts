// In and out marks on our project item, so that a WAV longer than its range covers exactly the range. Their own transaction (R7).
import type { ClipProjectItem, Project } from '@adobe/premierepro';
import { findItem } from './import-media.js';
import type { Landing } from './land-clip.js';
import { mediaTimes } from './media-facts.js';
import type { PremiereContext } from './modules.js';
import type { Range } from './ranges.js';
import { tickTime, ticksOf } from './ticks.js';
import { commit, type ActionFactory } from './transact.js';

export async function fitMarks(
  context: PremiereContext,
  projectOf: () => Promise<Project>,
  itemId: string,
  range: Range & { ticksPerFrame: bigint },
  signal: AbortSignal,
): Promise<Landing> {
  const lengthTicks = range.endTicks - range.startTicks;
  const { steps } = await commit(context, 'FrameScore: fit music', signal, async () => {
    const project = await projectOf();
    return {
      project,
      factories: await markActions(context, project, itemId, lengthTicks, range.ticksPerFrame),
    };
  });
  return { steps, warnings: [] };
}

/** None when the marked span already gives the longest clip that fits the range. */
async function markActions(
  context: PremiereContext,
  project: Project,
  itemId: string,
  lengthTicks: bigint,
  ticksPerFrame: bigint,
): Promise<ActionFactory[]> {
  const { ppro } = context;
  const item = await findItem(context, project, itemId);
  const clip = item && (ppro.ClipProjectItem.cast(item) as ClipProjectItem | null);
  if (!clip) return [];
  const { AUDIO } = ppro.Constants.MediaType;
  const [inPoint, outPoint, times] = await Promise.all([
    clip.getInPoint(AUDIO),
    clip.getOutPoint(AUDIO),
    mediaTimes(context, clip),
  ]);
  const [inTicks, outTicks] = [ticksOf(inPoint), ticksOf(outPoint)];
  const durationTicks = times.durationTicks ?? outTicks;
  const wantedTicks = durationTicks < lengthTicks ? durationTicks : lengthTicks;
  // Placing floors to whole frames, so a few samples more need no step of their own.
  if (inTicks === 0n && outTicks / ticksPerFrame === wantedTicks / ticksPerFrame) return [];
  return [() => clip.createSetInOutPointsAction(tickTime(ppro, 0n), tickTime(ppro, wantedTicks))];
}
