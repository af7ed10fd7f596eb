// Where the files of a timeline are now: a path may be written from the folder of the timeline, or that folder may have moved with its media.
import path from 'node:path';
import type { TimelineClip, TimelineSnapshot } from '@framescore/contract';
import { fileSize } from './file-identity.js';

const AT_ONCE = 16;

/**
 * Changes each path of a clip to the first place where a file is: as it is written, seen from the folder of the timeline as it was
 * from `formerFolder`, beside the timeline. What is nowhere stays as it is.
 */
export async function leadToMedia(
  timeline: TimelineSnapshot,
  folder: string,
  formerFolder: string,
): Promise<void> {
  const clips = timeline.sequences
    .flatMap(({ videoTracks, audioTracks }) => [...videoTracks, ...audioTracks])
    .flatMap((track) => track.clips);
  const texts = [...new Set(clips.flatMap(pathsOf))];
  const placeOf = new Map<string, string>();
  for (let at = 0; at < texts.length; at += AT_ONCE) {
    const some = texts.slice(at, at + AT_ONCE);
    const places = await Promise.all(some.map((text) => findPlace(text, folder, formerFolder)));
    some.forEach((text, i) => placeOf.set(text, places[i] ?? text));
  }
  const placed = (text: string | null) => (text === null ? null : (placeOf.get(text) ?? text));
  for (const clip of clips) {
    clip.mediaPath = placed(clip.mediaPath);
    clip.proxyPath = placed(clip.proxyPath);
    for (const frame of clip.frames) frame.path = placeOf.get(frame.path) ?? frame.path;
  }
}

function pathsOf({ mediaPath, proxyPath, frames }: TimelineClip): string[] {
  return [mediaPath, proxyPath, ...frames.map((frame) => frame.path)].filter((text) => text !== null);
}

async function findPlace(text: string, folder: string, formerFolder: string): Promise<string | undefined> {
  for (const place of placesOf(text, folder, formerFolder))
    if ((await fileSize(place)) !== undefined) return place;
  return undefined;
}

function placesOf(text: string, folder: string, formerFolder: string): string[] {
  const beside = path.join(folder, path.win32.basename(text));
  if (path.isAbsolute(text)) return [text, path.resolve(folder, path.relative(formerFolder, text)), beside];
  if (path.win32.isAbsolute(text)) return [beside]; // written on another system
  return [path.resolve(folder, text), path.resolve(text), beside];
}
