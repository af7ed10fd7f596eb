// The scores that really stand on a sequence: those of the record of which a clip is still there.
import type { Sequence } from '@adobe/premierepro';
import type { PremiereContext } from './modules.js';
import { readAudioClips, trackFacts, type AudioClip, type AudioTrackFacts } from './own-clips.js';
import { partsOf } from './score-ranges.js';
import { openProperties, readStored, recordText, type StoredScore } from './stored-scores.js';
import { clipsOf } from './track-items.js';

/** Sequences with scores of which nothing was found, with what was looked at: asked again and again, so not searched again. */
const fruitless = new Map<string, string>();

export async function readStanding(context: PremiereContext, sequence: Sequence): Promise<StoredScore[]> {
  const guid = sequence.guid.toString();
  const properties = await openProperties(context, sequence);
  const stored = readStored(properties, guid);
  if (stored.length === 0) return [];
  const tracks = await trackFacts(sequence);
  const standing: StoredScore[] = [];
  for (const score of stored) {
    const clip = await findClip(context, guid, score, tracks);
    if (!clip) continue;
    const placed = { ...score.placed, trackName: clip.trackName };
    standing.push({ ...score, placed, trackIndex: clip.trackIndex });
  }
  return standing;
}

/** Where it was put, or wherever else it was taken to. */
async function findClip(
  context: PremiereContext,
  guid: string,
  score: StoredScore,
  tracks: AudioTrackFacts[],
): Promise<AudioClip | undefined> {
  const parts = partsOf(score);
  const own = async (some: AudioTrackFacts[], within: typeof parts | null) =>
    (await readAudioClips(context, some, score.sources, within)).find(({ isOwn }) => isOwn);
  const hint = tracks.slice(score.trackIndex, score.trackIndex + 1);
  const hinted = await own(hint, parts);
  if (hinted) return hinted;
  const counts = tracks.map(({ track }) => clipsOf(context.ppro, track).length);
  const key = `${guid}|${score.placed.jobId}`;
  const looked = JSON.stringify([score.sources, score.placed.parts, counts]);
  if (fruitless.get(key) === looked) return undefined;
  const found = (await own(tracks, parts)) ?? (await own(tracks, null));
  if (!found) fruitless.set(key, looked);
  return found;
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
