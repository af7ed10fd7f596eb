// What markers get once they exist: a colour on downbeats, and where Premiere lost their comments, a kept key. One step, none when neither is needed.
import { ScoreError } from '@framescore/contract';
import type { MarkerChoice } from '../ports.js';
import type { BeatMark } from './beat-marks.js';
import type { Landing } from './land-clip.js';
import { readMarkerKeys, storeKeyActions, type MarkerKind } from './marker-keys.js';
import { colourActions, openMarkers, ownMarkers, placedMarkers, unsignedMarkers } from './markers.js';
import type { PremiereContext } from './modules.js';
import { openSequence } from './open-sequence.js';
import { openProperties } from './stored-scores.js';
import { commit } from './transact.js';

export type FreshMarkers = {
  sequenceGuid: string;
  kind: MarkerKind;
  choice: MarkerChoice;
  marks: readonly BeatMark[];
  /** Keys of the markers that stood there before and still do. */
  before: ReadonlySet<string>;
};

export async function finishMarkers(
  context: PremiereContext,
  fresh: FreshMarkers,
  signal: AbortSignal,
): Promise<Landing> {
  if (fresh.marks.length === 0) return { steps: 0, warnings: [] };
  try {
    const { steps } = await commit(context, 'FrameScore: finish markers', signal, () =>
      prepare(context, fresh),
    );
    return { steps, warnings: [] };
  } catch (error) {
    if (!(error instanceof ScoreError) || error.code !== 'timeline-rejected') throw error;
    return { steps: 0, warnings: [`The markers are set, but have no colours. ${error.detail}`] };
  }
}

async function prepare(
  context: PremiereContext,
  { sequenceGuid, kind, choice, marks, before }: FreshMarkers,
) {
  const { project, sequence } = await openSequence(context, sequenceGuid);
  const properties = await openProperties(context, sequence);
  const keys = readMarkerKeys(properties, sequenceGuid);
  const placed = await placedMarkers(context, await openMarkers(context, sequence), keys);
  const unsigned = unsignedMarkers(placed, marks, before);
  const kept = { ...keys, [kind]: new Set([...keys[kind], ...unsigned.map(({ key }) => key)]) };
  const ours = [...ownMarkers(placed, kind, null), ...unsigned];
  const places = new Set(marks.map(({ ticks }) => ticks));
  const isColoured = choice.isOn && choice.areDownbeatsColoured;
  const factories = [
    ...storeKeyActions(context, properties, sequenceGuid, kept),
    ...(isColoured
      ? colourActions(
          context,
          ours.filter(({ ticks }) => places.has(ticks)),
        )
      : []),
  ];
  return { project, factories };
}
