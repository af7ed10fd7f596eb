// All that a change of the score needs, read anew: handles for one transaction, our clips, our record. Never kept over a commit (R6).
import type { Markers, Properties } from '@adobe/premierepro';
import type { TrackState } from './choose-track.js';
import { openMarkers } from './markers.js';
import type { PremiereContext } from './modules.js';
import { openSequence, readSequenceFacts, type OpenSequence, type SequenceFacts } from './open-sequence.js';
import { readAudioClips, trackFacts, type AudioClip } from './own-clips.js';
import { openProperties, readStored, type OwnSource, type StoredScore } from './placed-score.js';

export type TimelineState = OpenSequence & {
  facts: SequenceFacts;
  tracks: TrackState[];
  clips: AudioClip[];
  markers: Markers;
  properties: Properties;
  stored: StoredScore | null;
};

/** `sources` besides those of the record, e.g. one that was just imported. */
export async function readState(
  context: PremiereContext,
  sequenceGuid: string,
  sources: OwnSource[],
): Promise<TimelineState> {
  const open = await openSequence(context, sequenceGuid);
  const stored = await readStored(context, open.sequence);
  const tracks = await trackFacts(open.sequence);
  const [facts, muted, markers, properties, clips] = await Promise.all([
    readSequenceFacts(context, open.sequence),
    Promise.all(tracks.map(({ track }) => track.isMuted())),
    openMarkers(context, open.sequence),
    openProperties(context, open.sequence),
    readAudioClips(context, tracks, [...(stored?.sources ?? []), ...sources]),
  ]);
  const trackStates = tracks.map(({ index }) => ({ index, isMuted: muted[index] ?? false }));
  return { ...open, facts, tracks: trackStates, clips, markers, properties, stored };
}

export function sourcesOf(stored: StoredScore | null, added: OwnSource[]): OwnSource[] {
  const ids = new Set(added.map(({ itemId }) => itemId));
  return [...(stored?.sources ?? []).filter(({ itemId }) => !ids.has(itemId)), ...added];
}
