// Where the files of a timeline are now: a path may be written from the folder of the timeline, or that folder may have moved with its media.
import path from 'node:path';
import { fileSize } from './file-identity.js';

const AT_ONCE = 16;

/**
 * For each path that leads nowhere as it is written: the first place where a file is, seen from the folder of the timeline, from the
 * folder that it was in at `formerPath`, or beside the timeline. What is nowhere is left out.
 */
export async function findPlaces(
  paths: readonly string[],
  timelinePath: string,
  formerPath = timelinePath,
): Promise<Map<string, string>> {
  const [folder, formerFolder] = [timelinePath, formerPath].map((file) => path.dirname(path.resolve(file)));
  const texts = [...new Set(paths)];
  const placeOf = new Map<string, string>();
  for (let at = 0; at < texts.length; at += AT_ONCE) {
    const some = texts.slice(at, at + AT_ONCE);
    const places = await Promise.all(some.map((text) => findPlace(text, folder!, formerFolder!)));
    some.forEach((text, i) => placeOf.set(text, places[i] ?? text));
  }
  return new Map([...placeOf].filter(([text, place]) => text !== place));
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
