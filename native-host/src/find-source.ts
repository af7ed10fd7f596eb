// Finds the media of a finished score again: where they are seen from score.json, where they were, beside it, or where the user says.
import path from 'node:path';
import { ScoreError, type Run, type ScoreResult, type ScoreWarning } from '@framescore/contract';
import { openSource, type Source } from './open-source.js';
import { isTimelinePath } from './open-timeline.js';
import type { FileIdentity, MediaPort, Ports } from './ports.js';
import { pathFrom, recordSource, shownFiles } from './record-source.js';

export type FoundSource = {
  mediaPath: string;
  /** Where it was when the score was made; a timeline leads from there to its media. */
  formerPath: string;
  /** What score.json of a new version says of it: where it is now. */
  source: ScoreResult['source'];
  /** Whether the user named media that are not, or are not known to be, those that were scored: then `source` tells of the old ones. */
  isOther: boolean;
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
  const same = found(score, folder, place, []);
  if (isSame(score, identity)) return { ...same, isOther: !score.source };
  const what = await describeChange(score, place, identity, media, run);
  const detail = `${what} It was used because it was asked for.`;
  return { ...same, isOther: true, warnings: [{ code: 'media-changed', detail }] };
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
  const isAnother = source !== undefined && path.resolve(source.absolutePath) !== place;
  return isAnother
    ? `${place} is not the file that was scored (${source.absolutePath}): ${differs}.`
    : `${place} has changed since it was scored: ${differs}.`;
}

function found(
  { request, source }: Score,
  folder: string,
  place: string,
  warnings: ScoreWarning[],
): FoundSource {
  const formerPath = source?.formerPath ?? source?.absolutePath ?? request.mediaPath;
  const here = { absolutePath: place, relativePath: pathFrom(folder, place) };
  const moved = source && { ...source, ...here, ...formerPlace(place, formerPath) };
  return { mediaPath: place, formerPath, source: moved, isOther: false, warnings };
}

/** Where the paths in a timeline lead from, for the next version; a film has none. */
function formerPlace(place: string, formerPath: string): { formerPath?: string } {
  return isTimelinePath(place) && place !== formerPath ? { formerPath } : {};
}

/**
 * What score.json of a new version says of its media. Those that the user named are told as they are, over all of the score that they
 * can show: the next version starts from this one and must know them again.
 */
export async function sourceOfVersion(
  { request, audio }: Pick<ScoreResult, 'request' | 'audio'>,
  found: FoundSource,
  { resultPath, opened }: { resultPath: string; opened: Source },
  ports: Pick<Ports, 'media' | 'compute'>,
  run: Run,
): Promise<ScoreResult['source']> {
  if (!found.isOther) return found.source;
  const { mediaPath, formerPath } = found;
  const [start, end] = request.rangeSeconds ?? [0, audio.durationSeconds];
  const shownUntil = opened.mediaSeconds > 0 ? Math.min(end, opened.mediaSeconds) : end; // a still has no end
  const whole = { ...request, mediaPath, rangeSeconds: [start, shownUntil] as [number, number] };
  const source = await openSource(whole, ports, run, formerPath);
  const recorded = await recordSource(source, path.dirname(path.resolve(resultPath)), ports.media);
  return { ...recorded, ...formerPlace(mediaPath, formerPath) };
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
