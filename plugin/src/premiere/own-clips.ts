// Audio tracks and which of their clips are ours: by the id of the project item, else by the path of its file.
import type { AudioTrack, ClipProjectItem, ProjectItem, Sequence } from '@adobe/premierepro';
import { comparablePath } from './media-facts.js';
import type { PremiereContext } from './modules.js';
import type { OwnSource } from './placed-score.js';
import { ticksOf } from './ticks.js';
import { audioTracks, clipsOf, mapInPortions, type ClipHandle } from './track-items.js';

export type AudioTrackFacts = { index: number; name: string; track: AudioTrack };

export type AudioClip = {
  handle: ClipHandle;
  trackIndex: number;
  trackName: string;
  itemId: string | null;
  isOwn: boolean;
  startTicks: bigint;
  endTicks: bigint;
};

export async function trackFacts(sequence: Sequence): Promise<AudioTrackFacts[]> {
  const tracks = await audioTracks(sequence);
  return tracks.map((track, index) => ({ index, name: track.name, track }));
}

export async function readAudioClips(
  context: PremiereContext,
  tracks: AudioTrackFacts[],
  sources: OwnSource[],
): Promise<AudioClip[]> {
  const isOwnItem = ownership(context, sources);
  const clips = tracks.flatMap((facts) =>
    clipsOf(context.ppro, facts.track).map((handle) => ({ handle, facts })),
  );
  return mapInPortions(
    clips,
    async ({ handle, facts }) => {
      const [start, end, item] = await Promise.all([
        handle.getStartTime(),
        handle.getEndTime(),
        handle.getProjectItem() as Promise<ProjectItem | null>,
      ]);
      return {
        handle,
        trackIndex: facts.index,
        trackName: facts.name,
        itemId: item?.getId() ?? null,
        isOwn: item !== null && (await isOwnItem(item)),
        startTicks: ticksOf(start),
        endTicks: ticksOf(end),
      };
    },
    () => undefined,
  );
}

export async function findOwnClips(
  context: PremiereContext,
  tracks: AudioTrackFacts[],
  sources: OwnSource[],
): Promise<AudioClip[]> {
  if (sources.length === 0) return [];
  return (await readAudioClips(context, tracks, sources)).filter(({ isOwn }) => isOwn);
}

/** Each project item is asked for its path at most once. */
function ownership(context: PremiereContext, sources: OwnSource[]): (item: ProjectItem) => Promise<boolean> {
  const ids = new Set(sources.map(({ itemId }) => itemId));
  const paths = new Set(sources.map(({ path }) => comparablePath(path)));
  const answers = new Map<string, Promise<boolean>>();
  return (item) => {
    const id = item.getId();
    const answer = answers.get(id) ?? (ids.has(id) ? Promise.resolve(true) : hasPath(context, item, paths));
    answers.set(id, answer);
    return answer;
  };
}

async function hasPath(context: PremiereContext, item: ProjectItem, paths: Set<string>): Promise<boolean> {
  const clip = context.ppro.ClipProjectItem.cast(item) as ClipProjectItem | null;
  return clip !== null && paths.has(comparablePath(await clip.getMediaFilePath()));
}
