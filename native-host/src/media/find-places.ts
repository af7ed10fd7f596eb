// Where the files of a timeline are now: a path may be written from the folder of the timeline, or that folder may have moved with its media.
import path from 'node:path';
import { fileSize } from './file-identity.js';

const AT_ONCE = 16;

/** `guessed`: paths for which a file of the same name beside the timeline was taken, and nothing else says that it is the same. */
export type FoundPlaces = { places: Map<string, string>; guessed: string[] };

/**
 * For each path that leads nowhere as it is written: the first place where a file is, seen from the folder of the timeline, from the
 * folder that it was in at `formerPath`, or beside the timeline. What is nowhere is left out. Cameras begin each card with the same names:
 * of several paths that end in one name, none is looked for beside the timeline.
 */
export async function findPlaces(
  paths: readonly string[],
  timelinePath: string,
  formerPath = timelinePath,
): Promise<FoundPlaces> {
  const [folder, formerFolder] = [timelinePath, formerPath].map((file) => path.dirname(path.resolve(file)));
  const texts = [...new Set(paths)];
  const shared = sharedNames(texts);
  const placeOf = new Map<string, string>();
  const guessed: string[] = [];
  for (let at = 0; at < texts.length; at += AT_ONCE) {
    const some = texts.slice(at, at + AT_ONCE);
    const places = await Promise.all(
      some.map((text) => findPlace(text, folder!, formerFolder!, !shared.has(nameOf(text)))),
    );
    some.forEach((text, i) => placeOf.set(text, places[i]?.place ?? text));
    guessed.push(...some.filter((_, i) => places[i]?.isGuess));
  }
  return { places: new Map([...placeOf].filter(([text, place]) => text !== place)), guessed };
}

/** Two of the usual file systems do not tell capitals from small letters. */
const nameOf = (text: string) => path.win32.basename(text).toLowerCase();

function sharedNames(texts: readonly string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(
    texts.map(nameOf).filter((name) => {
      if (seen.has(name)) return true;
      seen.add(name);
      return false;
    }),
  );
}

async function findPlace(
  text: string,
  folder: string,
  formerFolder: string,
  mayGuess: boolean,
): Promise<{ place: string; isGuess: boolean } | undefined> {
  for (const place of placesOf(text, folder, formerFolder))
    if ((await fileSize(place)) !== undefined) return { place, isGuess: false };
  const beside = path.join(folder, path.win32.basename(text));
  return mayGuess && (await fileSize(beside)) !== undefined ? { place: beside, isGuess: true } : undefined;
}

/** Where the path itself leads; nowhere where it was written on another system. */
function placesOf(text: string, folder: string, formerFolder: string): string[] {
  if (path.isAbsolute(text)) return [text, path.resolve(folder, path.relative(formerFolder, text))];
  if (path.win32.isAbsolute(text)) return [];
  return [path.resolve(folder, text), path.resolve(text)];
}
