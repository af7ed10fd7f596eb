// A film as numbered pictures: which files a pattern (shot.%04d.png, shot.####.png) or a folder means, and which numbers are missing.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ScoreError } from '@framescore/contract';
import { isPictureName } from './input-rules.js';

/** Numbers without a gap between them. */
export type PictureRun = { first: number; count: number };
/** `digits`: how many a number has at least; 0 where it is not padded. */
export type PictureSeries = { before: string; digits: number; after: string; runs: readonly PictureRun[] };
export type NumberedPictures = PictureSeries & { directory: string };

/** Longer numbers are dates. */
const NUMBERED = /^(.*?)(\d{1,9})(\.[A-Za-z0-9]+)$/;
const PATTERN = /^(.*?)(?:%(?:0(\d))?d|(#+))(.*)$/;
/** A folder means its one large series; where another has half as many pictures, it has to be named. */
const CLEAR_LEAD = 2;

/** Null where the path is a file, or means no numbered pictures. Throws media-unreadable where a folder has several series. */
export async function findNumbered(mediaPath: string): Promise<NumberedPictures | null> {
  const found = await stat(mediaPath).catch(() => null);
  if (found?.isDirectory()) return seriesOfFolder(mediaPath, await readdir(mediaPath));
  if (found) return null;
  const directory = path.dirname(mediaPath);
  const series = seriesOfPattern(path.basename(mediaPath), await readdir(directory).catch(() => []));
  return series && { directory, ...series };
}

/** Whether the picture with the next number lies beside it. */
export async function hasNextPicture(picturePath: string): Promise<boolean> {
  const [, before, number, after] = NUMBERED.exec(path.basename(picturePath)) ?? [];
  if (before === undefined || number === undefined || after === undefined) return false;
  const next = `${before}${String(Number(number) + 1).padStart(number.length, '0')}${after}`;
  return stat(path.join(path.dirname(picturePath), next)).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** The name of a series as it is given to FrameScore. */
export function patternOf({ before, digits, after }: PictureSeries): string {
  return `${before}${digits > 0 ? `%0${digits}d` : '%d'}${after}`;
}

/** What FFmpeg's reader of numbered pictures is told: signs of its own are doubled. */
export function readerPattern({ directory, before, digits, after }: NumberedPictures): string {
  const literal = (text: string): string => text.replaceAll('%', '%%');
  const number = digits > 0 ? `%0${digits}d` : '%d';
  return path.join(literal(path.resolve(directory)), `${literal(before)}${number}${literal(after)}`);
}

/** The paths of all of them, in order. */
export function* filesOf({
  directory,
  before,
  digits,
  after,
  runs,
}: NumberedPictures): Generator<string, void> {
  for (const { first, count } of runs) {
    for (let number = first; number < first + count; number += 1)
      yield path.join(directory, `${before}${String(number).padStart(digits, '0')}${after}`);
  }
}

export function firstOf(pictures: NumberedPictures): string {
  return filesOf(pictures).next().value ?? pictures.directory; // a series has a picture
}

export function lastNumber({ runs }: PictureSeries): number {
  const last = runs.at(-1);
  return last ? last.first + last.count - 1 : 0;
}

/** "0012-0014", in the digits of the names. */
export function missingNumbers({ runs, digits }: PictureSeries): string[] {
  const written = (number: number): string => String(number).padStart(digits, '0');
  return runs.slice(1).map(({ first }, i) => {
    const before = runs[i];
    const from = before ? before.first + before.count : first;
    return from === first - 1 ? written(from) : `${written(from)}-${written(first - 1)}`;
  });
}

export function seriesOfPattern(pattern: string, names: readonly string[]): PictureSeries | null {
  const [, before, padded, hashes, after] = PATTERN.exec(pattern) ?? [];
  if (before === undefined || after === undefined) return null;
  const digits = hashes === undefined ? Number(padded ?? 0) : hashes.length;
  const numbers = names.flatMap((name) => {
    if (!name.startsWith(before) || !name.endsWith(after)) return [];
    const text = name.slice(before.length, name.length - after.length);
    return /^\d{1,9}$/.test(text) && text === String(Number(text)).padStart(digits, '0')
      ? [Number(text)]
      : [];
  });
  return numbers.length > 0 ? { before, digits, after, runs: runsOf(numbers) } : null;
}

function seriesOfFolder(directory: string, names: readonly string[]): NumberedPictures | null {
  const patterns = new Map<string, string>();
  for (const name of names) {
    const [, before = '', number, after = ''] = NUMBERED.exec(name) ?? [];
    if (number === undefined || !isPictureName(name) || isHidden(name)) continue;
    const digits = number.startsWith('0') || !patterns.has(`${before}*${after}`) ? number.length : null;
    if (digits !== null) patterns.set(`${before}*${after}`, `${before}%0${digits}d${after}`);
  }
  const series = [...patterns.values()]
    .flatMap((pattern) => [pattern, pattern.replace(/%0\dd/, '%d')])
    .map((pattern) => seriesOfPattern(pattern, names))
    .filter((one) => one !== null)
    .sort((a, b) => countOf(b) - countOf(a))
    .filter((one, i, all) => all.findIndex((other) => isSameSeries(one, other)) === i);
  const [largest, second] = series;
  if (!largest || countOf(largest) < 2) return null;
  if (second && countOf(second) * CLEAR_LEAD > countOf(largest)) {
    const detail = `${directory} has several series of numbered pictures. Name one of them, as ${path.join(directory, patternOf(largest))} or ${path.join(directory, patternOf(second))}.`;
    throw new ScoreError('media-unreadable', detail);
  }
  return { directory, ...largest };
}

/** Hidden files: macOS keeps one beside each file (`._shot.0001.png`) on drives of other systems. */
function isHidden(name: string): boolean {
  return name.startsWith('.');
}

function isSameSeries(one: PictureSeries, other: PictureSeries): boolean {
  return one.before === other.before && one.after === other.after;
}

function countOf({ runs }: PictureSeries): number {
  return runs.reduce((sum, { count }) => sum + count, 0);
}

function runsOf(numbers: readonly number[]): PictureRun[] {
  const runs: PictureRun[] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run && number === run.first + run.count) run.count += 1;
    else if (!run || number > run.first + run.count) runs.push({ first: number, count: 1 });
  }
  return runs;
}
