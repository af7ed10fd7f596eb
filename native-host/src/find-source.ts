// Finds the media of a finished score again: where they are seen from score.json, where they were, beside it, or where the user says.
import path from 'node:path';
import { ScoreError, type Run, type ScoreResult, type ScoreWarning } from '@framescore/contract';
import type { Source } from './open-source.js';
import type { FileIdentity, MediaPort } from './ports.js';
import { pathFrom, shownFiles } from './record-source.js';

export type FoundSource = {
  mediaPath: string;
  /** Where it was when the score was made; a timeline leads from there to its media. */
  formerPath: string;
  /** What score.json of a new version says of it: where it is now. */
  source: ScoreResult['source'];
  warnings: ScoreWarning[];
};

type Score = Pick<ScoreResult, 'request' | 'source'>;
type Media = Pick<MediaPort, 'identifyFile' | 'probeFiles'>;

/** `askedPath` is the user's word and wins. Throws media-missing or media-changed. */
export async function findSource(
  score: Score,
  { resultPath, mediaPath: askedPath }: { resultPath: string; mediaPath?: string | undefined },
  media: Media,
  run: Run,
): Promise<FoundSource> {
  const folder = path.dirname(path.resolve(resultPath));
  if (askedPath !== undefined) return takeAsked(score, folder, path.resolve(askedPath), media, run);
  const places = placesOf(score, folder);
  let changed: { place: string; identity: FileIdentity } | undefined;
  for (const place of places) {
    const identity = await media.identifyFile(place);
    if (identity && isSame(score, identity)) return found(score, folder, place, []);
    if (identity) changed ??= { place, identity };
  }
  if (changed) {
    const what = await describeChange(score, changed.place, changed.identity, media, run);
    throw new ScoreError('media-changed', `${what} ${WAY_OUT}`);
  }
  throw new ScoreError(
    'media-missing',
    `The media of the score, ${path.win32.basename(score.request.mediaPath)}, were not found. Looked for: ${places.join(', ')}. Put them back into one of these places.`,
  );
}

const WAY_OUT = 'Put the film that was scored back, or score this one anew.';

async function takeAsked(
  score: Score,
  folder: string,
  place: string,
  media: Media,
  run: Run,
): Promise<FoundSource> {
  const identity = await media.identifyFile(place);
  if (!identity) throw new ScoreError('media-missing', `${place}, which was named for it, was not found.`);
  if (isSame(score, identity)) return found(score, folder, place, []);
  const what = await describeChange(score, place, identity, media, run);
  const detail = `${what} It was used because it was asked for.`;
  return found(score, folder, place, [{ code: 'media-changed', detail }]);
}

/** In the order in which they are tried, each once. */
function placesOf({ request, source }: Score, folder: string): string[] {
  const name = path.win32.basename(source?.absolutePath ?? request.mediaPath);
  const recorded = source
    ? [
        ...(source.relativePath === null ? [] : [path.resolve(folder, source.relativePath)]),
        source.absolutePath,
      ]
    : earlierPlaces(request, folder);
  return [...new Set([...recorded, path.join(folder, name), path.join(folder, '..', name)])];
}

/** Earlier results hold the words that were typed: seen from the folder in which that was done, which leads to the score as typed. */
function earlierPlaces({ mediaPath, outputs }: ScoreResult['request'], folder: string): string[] {
  if (path.isAbsolute(mediaPath)) return [mediaPath];
  const isTypedFromThere = !path.isAbsolute(outputs.directory);
  const there = path.resolve(folder, path.relative(path.resolve(outputs.directory), process.cwd()));
  return [...(isTypedFromThere ? [path.resolve(there, mediaPath)] : []), path.resolve(mediaPath)];
}

/** An earlier result cannot tell, and is believed. */
function isSame({ source }: Score, { sizeBytes, fingerprint }: FileIdentity): boolean {
  return !source || (source.sizeBytes === sizeBytes && source.fingerprint === fingerprint);
}

async function describeChange(
  { source }: Score,
  place: string,
  { sizeBytes }: FileIdentity,
  media: Media,
  run: Run,
): Promise<string> {
  const was = `${source?.sizeBytes} bytes, ${source?.durationSeconds.toFixed(3)} s`;
  const probed = (await media.probeFiles([place], run)).get(place);
  const length = probed && !(probed instanceof ScoreError) ? `, ${probed.durationSeconds.toFixed(3)} s` : '';
  const differs =
    source?.sizeBytes === sizeBytes
      ? 'its contents differ'
      : `it was ${was}, and is ${sizeBytes} bytes${length}`;
  return `${place} has changed since it was scored: ${differs}.`;
}

function found(
  { request, source }: Score,
  folder: string,
  place: string,
  warnings: ScoreWarning[],
): FoundSource {
  const moved = source && { ...source, absolutePath: place, relativePath: pathFrom(folder, place) };
  const formerPath = source?.absolutePath ?? request.mediaPath;
  return { mediaPath: place, formerPath, source: moved, warnings };
}

/** Files of a timeline that are not as large as they were: the range is composed for what they show now. */
export async function changedFiles(
  { source }: FoundSource,
  opened: Source,
  media: Pick<MediaPort, 'fileSize'>,
): Promise<ScoreWarning[]> {
  const sizes = new Map(
    (source?.files ?? []).map(({ relativePath, sizeBytes }) => [relativePath, sizeBytes]),
  );
  const now = await shownFiles(opened, path.dirname(path.resolve(opened.path)), media);
  return now
    .filter(({ relativePath, sizeBytes }) => (sizes.get(relativePath) ?? sizeBytes) !== sizeBytes)
    .map(({ relativePath, sizeBytes }) => ({
      code: 'media-changed',
      detail: `${relativePath} has changed since it was scored: it was ${sizes.get(relativePath)} bytes, and is ${sizeBytes}. The new part follows what it shows now.`,
    }));
}
