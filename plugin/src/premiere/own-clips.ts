// Audio tracks and which of their clips are ours: by the id of the project item, else by the path of its file.
import type { AudioTrack, ClipProjectItem, ProjectItem, Sequence } from '@adobe/premierepro';
import { attempt } from './attempt.js';
import { comparablePath, idOf } from './media-facts.js';
import type { PremiereContext } from './modules.js';
import { isStale } from './problems.js';
import type { Range } from './ranges.js';
import type { OwnSource } from './stored-scores.js';
import { ticksOf } from './ticks.js';
import { audioTracks, clipsOf, touching, type ClipHandle } from './track-items.js';

export type AudioTrackFacts = { index: number; name: string; track: AudioTrack };

export type AudioClip = {
  handle: ClipHandle;
  trackIndex: number;
  trackName: string;
  itemId: string | null;
  /** The WAV of ours that it plays; null for any other sound. */
  source: OwnSource | null;
  isOwn: boolean;
  startTicks: bigint;
  endTicks: bigint;
};

export async function trackFacts(sequence: Sequence): Promise<AudioTrackFacts[]> {
  const tracks = await audioTracks(sequence);
  return tracks.map((track, index) => ({ index, name: track.name, track }));
}

/** Clips of the tracks that touch any of the ranges; `within` null: all. A clip that says nothing of itself is foreign and lies nowhere. */
export async function readAudioClips(
  context: PremiereContext,
  tracks: readonly AudioTrackFacts[],
  sources: readonly OwnSource[],
  within: readonly Range[] | null,
): Promise<AudioClip[]> {
  const sourceOf = recognition(context, sources);
  const found: (AudioClip | null)[] = [];
  for (const facts of tracks) {
    const handles = await handlesIn(context, facts, within);
    found.push(...(await Promise.all(handles.map((handle) => readClip(context, handle, facts, sourceOf)))));
  }
  return found.filter((clip) => clip !== null);
}

async function handlesIn(
  context: PremiereContext,
  { track }: AudioTrackFacts,
  within: readonly Range[] | null,
): Promise<ClipHandle[]> {
  const handles = clipsOf(context.ppro, track);
  if (within === null) return handles;
  const chosen = new Set<ClipHandle>();
  for (const range of within) {
    const { first, after } = await touching(context, handles, range);
    for (const handle of handles.slice(first, after)) chosen.add(handle);
  }
  return [...chosen];
}

async function readClip(
  context: PremiereContext,
  handle: ClipHandle,
  { index, name }: AudioTrackFacts,
  sourceOf: (item: ProjectItem) => Promise<OwnSource | null>,
): Promise<AudioClip | null> {
  const { pace } = context;
  // What is useless since a change must not pass for a clip that says nothing.
  const throwStale = (error: unknown): void => {
    if (isStale(error)) throw error;
  };
  const [start, end, item] = await Promise.all([
    attempt(() => pace.call(() => handle.getStartTime()), null, throwStale),
    attempt(() => pace.call(() => handle.getEndTime()), null, throwStale),
    attempt(() => pace.call(() => handle.getProjectItem() as Promise<ProjectItem | null>), null, throwStale),
  ]);
  if (!start || !end) return null;
  const source = item && (await sourceOf(item));
  return {
    handle,
    trackIndex: index,
    trackName: name,
    itemId: item && idOf(item),
    source,
    isOwn: source !== null,
    startTicks: ticksOf(start),
    endTicks: ticksOf(end),
  };
}

/** Each project item is asked for its path at most once. */
function recognition(
  context: PremiereContext,
  sources: readonly OwnSource[],
): (item: ProjectItem) => Promise<OwnSource | null> {
  const byId = new Map(sources.map((source) => [source.itemId, source]));
  const byPath = new Map(sources.map((source) => [comparablePath(source.path), source]));
  const answers = new Map<string, Promise<OwnSource | null>>();
  return (item) => {
    const id = idOf(item);
    if (id === null || sources.length === 0) return Promise.resolve(null);
    const known = byId.get(id);
    const answer = answers.get(id) ?? (known ? Promise.resolve(known) : sourceByPath(context, item, byPath));
    answers.set(id, answer);
    return answer;
  };
}

async function sourceByPath(
  context: PremiereContext,
  item: ProjectItem,
  byPath: ReadonlyMap<string, OwnSource>,
): Promise<OwnSource | null> {
  const path = await attempt(async () => {
    const clip = context.ppro.ClipProjectItem.cast(item) as ClipProjectItem | null;
    return clip && context.pace.call(() => clip.getMediaFilePath());
  }, null);
  return path === null ? null : (byPath.get(comparablePath(path)) ?? null);
}
