// The scores that really stand on a sequence: those of the record of which a clip is still there.
import type { Sequence } from '@adobe/premierepro';
import type { PremiereContext } from './modules.js';
import { readAudioClips, trackFacts, type AudioClip, type AudioTrackFacts } from './own-clips.js';
import type { Range } from './ranges.js';
import { partsOf } from './score-ranges.js';
import { openProperties, readStored, recordText, sourcesOf, type StoredScore } from './stored-scores.js';
import { clipsOf } from './track-items.js';
import type { StandingScore } from './whose-music.js';

/** Sequences with scores of which nothing was found, with what was looked at: asked again and again, so not searched again. */
const fruitless = new Map<string, string>();

export async function readStanding(context: PremiereContext, sequence: Sequence): Promise<StandingScore[]> {
  const guid = sequence.guid.toString();
  const properties = await openProperties(context, sequence);
  const stored = readStored(properties, guid);
  if (stored.length === 0) return [];
  const tracks = await trackFacts(sequence);
  const standing: StandingScore[] = [];
  for (const score of stored) {
    const { clips, isMoved } = await findClips(context, guid, score, tracks);
    const [clip] = clips;
    if (!clip) continue;
    const placed = { ...score.placed, trackName: clip.trackName };
    const movedTo = isMoved ? clips.map(spanOf) : [];
    standing.push({ ...score, placed, trackIndex: clip.trackIndex, movedTo });
  }
  return standing;
}

/** Clips that touch any of the ranges, as far as they are music of these scores. */
export async function readMusic(
  context: PremiereContext,
  sequence: Sequence,
  scores: readonly StandingScore[],
  within: readonly Range[],
): Promise<AudioClip[]> {
  if (scores.length === 0) return [];
  const clips = await readAudioClips(context, await trackFacts(sequence), sourcesOf(scores), within);
  return clips.filter(({ source }) => source !== null);
}

function spanOf({ startTicks, endTicks }: AudioClip): Range {
  return { startTicks, endTicks };
}

type Found = { clips: AudioClip[]; isMoved: boolean };

/** Some where it was put, else all, wherever they were taken to. */
async function findClips(
  context: PremiereContext,
  guid: string,
  score: StoredScore,
  tracks: AudioTrackFacts[],
): Promise<Found> {
  const parts = partsOf(score);
  const own = async (some: AudioTrackFacts[], within: typeof parts | null) =>
    (await readAudioClips(context, some, score.sources, within)).filter(({ isOwn }) => isOwn);
  const hint = tracks.slice(score.trackIndex, score.trackIndex + 1);
  const hinted = await own(hint, parts);
  if (hinted.length > 0) return { clips: hinted, isMoved: false };
  const counts = tracks.map(({ track }) => clipsOf(context.ppro, track).length);
  const key = `${guid}|${score.placed.jobId}`;
  const looked = JSON.stringify([score.sources, score.placed.parts, counts]);
  if (fruitless.get(key) === looked) return { clips: [], isMoved: false };
  const near = await own(tracks, parts);
  if (near.length > 0) return { clips: near, isMoved: false };
  const anywhere = await own(tracks, null);
  if (anywhere.length === 0) fruitless.set(key, looked);
  return { clips: anywhere, isMoved: true };
}

/** What can be seen of the scores with a few calls; another text means that something may have changed. */
export async function glanceAtScores(context: PremiereContext, sequence: Sequence): Promise<string> {
  const properties = await openProperties(context, sequence);
  const text = recordText(properties);
  if (text === '') return text;
  const stored = readStored(properties, sequence.guid.toString());
  const indexes = [...new Set(stored.map(({ trackIndex }) => trackIndex))];
  const count = await sequence.getAudioTrackCount();
  const counts = await Promise.all(
    indexes
      .filter((index) => index < count)
      .map(async (index) => clipsOf(context.ppro, await sequence.getAudioTrack(index)).length),
  );
  return JSON.stringify([text, count, counts]);
}
