// In which order the ranges of a film are read: forward in one go; backwards in pieces from the end, each small enough to be turned round.
import type { ShotPicture } from './plan-shots.js';

export type Film = Extract<ShotPicture, { kind: 'film' }>;
export type FileRange = { startSeconds: number; endSeconds: number };

/** Headers may end a little before the picture does; further behind there is nothing to read. */
const PAST_END_SECONDS = 0.5;
/** Pieces shorter than this are not worth opening. */
const SHORTEST_SECONDS = 1e-3;

export function filmReads(film: Film, pieceSeconds: number): FileRange[] {
  const startSeconds = Math.max(0, Math.min(film.fileStartSeconds, film.fileEndSeconds));
  const endSeconds = Math.min(
    Math.max(film.fileStartSeconds, film.fileEndSeconds),
    film.facts.durationSeconds + PAST_END_SECONDS,
  );
  if (film.rate > 0) return [{ startSeconds, endSeconds }];
  const pieces: FileRange[] = [];
  for (let end = endSeconds; end > startSeconds;) {
    const isLast = end - pieceSeconds < startSeconds + SHORTEST_SECONDS;
    const start = isLast ? startSeconds : end - pieceSeconds;
    pieces.push({ startSeconds: start, endSeconds: end });
    end = start;
  }
  return pieces;
}
