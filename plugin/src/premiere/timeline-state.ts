// All that a change of a score needs, read anew: handles for one transaction, our clips, our records. Never kept over a commit (R6).
import type { Markers, Properties } from '@adobe/premierepro';
import type { TrackState } from './choose-track.js';
import { readMarkerKeys, type MarkerKeys } from './marker-keys.js';
import { openMarkers, placedMarkers, type PlacedMarker } from './markers.js';
import type { PremiereContext } from './modules.js';
import { openSequence, readSequenceFacts, type OpenSequence, type SequenceFacts } from './open-sequence.js';
import { readAudioClips, trackFacts, type AudioClip } from './own-clips.js';
import type { Range } from './ranges.js';
import { openProperties, readStored, sourcesOf, type OwnSource, type StoredScore } from './stored-scores.js';
import { clipsOf } from './track-items.js';

export type TimelineState = OpenSequence & {
  facts: SequenceFacts;
  tracks: TrackState[];
  /** Sound that touches what was asked about. */
  clips: AudioClip[];
  markers: Markers;
  placedMarkers: PlacedMarker[];
  keys: MarkerKeys;
  properties: Properties;
  stored: StoredScore[];
};

export type StateWish = {
  sequenceGuid: string;
  /** Which WAVs count as ours; all that the records name when absent. */
  sources?: (stored: readonly StoredScore[]) => OwnSource[];
  /** Where clips are looked for; null: everywhere. */
  within: (stored: readonly StoredScore[], facts: SequenceFacts) => Range[] | null;
};

export async function readState(context: PremiereContext, wish: StateWish): Promise<TimelineState> {
  const { pace, ppro } = context;
  const open = await openSequence(context, wish.sequenceGuid);
  const properties = await openProperties(context, open.sequence);
  const stored = readStored(properties, open.guid);
  const keys = readMarkerKeys(properties, open.guid);
  const facts = await readSequenceFacts(context, open.sequence);
  const tracks = await trackFacts(open.sequence);
  const sources = (wish.sources ?? sourcesOf)(stored);
  const [muted, markers, clips] = await Promise.all([
    Promise.all(tracks.map(({ track }) => pace.call(() => track.isMuted()))),
    openMarkers(context, open.sequence),
    readAudioClips(context, tracks, sources, wish.within(stored, facts)),
  ]);
  return {
    ...open,
    facts,
    tracks: tracks.map(({ index, track }) => ({
      index,
      isMuted: muted[index] ?? false,
      isEmpty: clipsOf(ppro, track).length === 0,
    })),
    clips,
    markers,
    placedMarkers: await placedMarkers(context, markers, keys),
    keys,
    properties,
    stored,
  };
}
