// Markers of ours exchanged within one transaction: what goes, what comes, and which keys are left. Foreign ones are never touched.
import type { BeatMark } from './beat-marks.js';
import { storeKeyActions, type MarkerKind } from './marker-keys.js';
import { addMarkerActions, ownMarkers, removeMarkerActions } from './markers.js';
import type { PremiereContext } from './modules.js';
import type { Range } from './ranges.js';
import type { TimelineState } from './timeline-state.js';
import type { ActionFactory } from './transact.js';

export type MarkerExchange = {
  factories: ActionFactory[];
  /** Keys of all markers that stay. */
  staying: ReadonlySet<string>;
};

export function exchangeMarkers(
  context: PremiereContext,
  state: Pick<TimelineState, 'guid' | 'markers' | 'placedMarkers' | 'keys' | 'properties'>,
  kind: MarkerKind,
  within: readonly Range[] | null,
  marks: readonly BeatMark[],
): MarkerExchange {
  const { markers, placedMarkers, keys, properties, guid } = state;
  const doomed = ownMarkers(placedMarkers, kind, within);
  const gone = new Set(doomed.map(({ key }) => key));
  const kept = { ...keys, [kind]: new Set([...keys[kind]].filter((key) => !gone.has(key))) };
  return {
    factories: [
      ...removeMarkerActions(markers, doomed),
      ...addMarkerActions(context, markers, kind, marks),
      ...storeKeyActions(context, properties, guid, kept),
    ],
    staying: new Set(placedMarkers.map(({ key }) => key).filter((key) => !gone.has(key))),
  };
}
