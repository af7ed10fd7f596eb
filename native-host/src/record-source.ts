// What a score remembers of its media, so that it finds them again after a move and notices when they changed.
import path from 'node:path';
import { ScoreError, type ScoreSource } from '@framescore/contract';
import type { Shot } from './core/timeline/plan-shots.js';
import type { Source } from './open-source.js';
import type { MediaPort } from './ports.js';

/** Throws media-missing where the file went away since it was opened. */
export async function recordSource(
  source: Source,
  directory: string,
  media: Pick<MediaPort, 'identifyFile' | 'fileSize'>,
): Promise<ScoreSource> {
  const absolutePath = path.resolve(source.path);
  const identity = await media.identifyFile(absolutePath);
  if (!identity) throw new ScoreError('media-missing', `${source.path} is no longer there. Score it again.`);
  return {
    relativePath: pathFrom(directory, absolutePath),
    absolutePath,
    ...identity,
    durationSeconds: source.mediaSeconds,
    timecode: source.timecode,
    files: await shownFiles(source, path.dirname(absolutePath), media),
  };
}

/** Null where folder and file share no root: two drives of Windows. */
export function pathFrom(folder: string, absolutePath: string): string | null {
  const relative = path.relative(path.resolve(folder), absolutePath);
  return path.isAbsolute(relative) ? null : relative.split(path.sep).join('/');
}

/** The files that the range of a timeline shows, as far as they are there; none for a film. */
export async function shownFiles(
  { timeline }: Source,
  folder: string,
  media: Pick<MediaPort, 'fileSize'>,
): Promise<ScoreSource['files']> {
  const files: ScoreSource['files'] = [];
  for (const shown of new Set((timeline?.shots ?? []).flatMap(filesOf))) {
    const sizeBytes = await media.fileSize(shown);
    const relativePath = pathFrom(folder, path.resolve(shown)) ?? shown;
    if (sizeBytes !== undefined) files.push({ relativePath, sizeBytes });
  }
  return files;
}

function filesOf({ picture }: Shot): string[] {
  switch (picture.kind) {
    case 'film':
      return [picture.path];
    case 'held':
      return picture.pictures.map((held) => held.path);
    case 'plain':
      return [];
  }
}
