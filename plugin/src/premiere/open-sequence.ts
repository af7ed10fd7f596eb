// Finds the sequence that is open, or one by its guid, and reads what every operation needs of it. The user may switch at any await (R25).
import type { Project, Sequence, TickTime } from '@adobe/premierepro';
import { ScoreError } from '@framescore/contract';
import { attempt } from './attempt.js';
import type { PremiereContext } from './modules.js';
import { setTicks, ticksOf } from './ticks.js';

export type OpenSequence = { project: Project; sequence: Sequence; guid: string };

/** The project in which each sequence was last seen: "active" may be another one by then. */
const projectOfSequence = new Map<string, string>();

export async function openActiveSequence(context: PremiereContext): Promise<OpenSequence> {
  const project = (await context.ppro.Project.getActiveProject()) as Project | null;
  const sequence = project && ((await project.getActiveSequence()) as Sequence | null);
  if (!project || !sequence) {
    throw new ScoreError('no-active-sequence', 'Open a sequence in the timeline, then try again.');
  }
  const guid = sequence.guid.toString();
  projectOfSequence.set(guid, project.guid.toString());
  return { project, sequence, guid };
}

export async function openSequence(context: PremiereContext, guid: string): Promise<OpenSequence> {
  for (const project of await candidateProjects(context, guid)) {
    const sequences = (await project.getSequences()) as (Sequence | null)[];
    const sequence = sequences.find((one) => one?.guid.toString() === guid);
    if (sequence) return { project, sequence, guid };
  }
  throw await goneProblem(context, guid);
}

/** What to open again: the project, or only the sequence. */
async function goneProblem(context: PremiereContext, guid: string): Promise<ScoreError> {
  const home = projectOfSequence.get(guid);
  const isHomeOpen = home !== undefined && openProject(context, home) !== null;
  const active = (await context.ppro.Project.getActiveProject()) as Project | null;
  return active === null || (home !== undefined && !isHomeOpen)
    ? new ScoreError(
        'project-closed',
        'Open the project again: the score waits among the takes of its sequence.',
      )
    : new ScoreError(
        'timeline-changed',
        'The sequence is no longer in the project. If it was deleted, undo that: the score waits among its takes.',
      );
}

function openProject({ ppro }: PremiereContext, guid: string): Project | null {
  try {
    return ppro.Project.getProject(ppro.Guid.fromString(guid));
  } catch {
    return null;
  }
}

async function candidateProjects(context: PremiereContext, sequenceGuid: string): Promise<Project[]> {
  const active = (await context.ppro.Project.getActiveProject()) as Project | null;
  const home = projectOfSequence.get(sequenceGuid);
  if (home === undefined || home === active?.guid.toString()) return active ? [active] : [];
  return [openProject(context, home), active].filter((project) => project !== null);
}

export type SequenceFacts = {
  guid: string;
  name: string;
  ticksPerFrame: bigint;
  isDropFrame: boolean;
  zeroPointTicks: bigint;
  endTicks: bigint;
  inTicks: bigint | null;
  outTicks: bigint | null;
};

export async function readSequenceFacts(
  context: PremiereContext,
  sequence: Sequence,
): Promise<SequenceFacts> {
  const { pace, ppro } = context;
  const maybe = <T>(call: () => Promise<T>) => attempt(() => pace.call(call), null);
  const maybeTicks = (call: () => Promise<TickTime | null>) =>
    maybe(async () => {
      const time = await call();
      return time ? setTicks(ppro, time) : null;
    });
  const [timebase, end, zeroPoint, inPoint, outPoint, display] = await Promise.all([
    pace.call(() => sequence.getTimebase()),
    pace.call(() => sequence.getEndTime()),
    maybeTicks(() => sequence.getZeroPoint()),
    maybeTicks(() => sequence.getInPoint()),
    maybeTicks(() => sequence.getOutPoint()),
    maybe(() => sequence.getSequenceVideoTimeDisplayFormat()),
  ]);
  if (!/^[1-9]\d*$/.test(timebase)) throw new Error(`the sequence has no frame rate (${timebase})`);
  const endTicks = ticksOf(end);
  return {
    guid: sequence.guid.toString(),
    name: sequence.name,
    ticksPerFrame: BigInt(timebase),
    isDropFrame: display !== null && isDropFrame(context, display.type),
    zeroPointTicks: zeroPoint ?? 0n,
    endTicks,
    ...trueInOut(inPoint, outPoint, endTicks),
  };
}

/** Unset points may read as the whole sequence; a single set point reaches to the other end. */
function trueInOut(
  inTicks: bigint | null,
  outTicks: bigint | null,
  endTicks: bigint,
): Pick<SequenceFacts, 'inTicks' | 'outTicks'> {
  const first = inTicks ?? 0n;
  const last = outTicks ?? endTicks;
  const isWhole = first === 0n && last >= endTicks && (outTicks === null || outTicks === endTicks);
  if (isWhole || last <= first) return { inTicks: null, outTicks: null };
  return { inTicks: first, outTicks: last };
}

/** 59.94 drop-frame has no name in the typings; 106 is the number that Premiere's projects hold for it. */
const DROP_FRAME_5994 = 106;

function isDropFrame(context: PremiereContext, displayType: number): boolean {
  const named = context.ppro.Constants.VideoDisplayFormatType.FPS_29_97 as number;
  return displayType === named || displayType === DROP_FRAME_5994;
}
