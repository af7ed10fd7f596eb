// Which paths a panel may name: regular files of this machine, never devices, pipes or the system's own trees. Opens nothing.
import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { mapTimelinePaths, ScoreError, timelinePaths, type TimelineSnapshot } from '@framescore/contract';

/** Paths one timeline may name; the largest real projects have a few thousand sources. */
const MOST_PATHS = 20_000;
const LONGEST_PATH_CHARACTERS = 4096;
const AT_ONCE = 16;
const SYSTEM_TREES = ['/dev', '/proc', '/sys'];
const WINDOWS_DEVICE = /(^|[\\/])(con|prn|aux|nul|conin\$|conout\$|com\d|lpt\d)(\.[^\\/]*)?$/i;

type Finding =
  | { kind: 'file'; path: string }
  /** Nothing that could be opened: the pipeline treats the clip as offline. */
  | { kind: 'missing' }
  /** No whole path of this system: what it would lead to depends on the folder from which it is read. */
  | { kind: 'no-path' }
  | { kind: 'refused'; reason: string };

/** What the text alone says; the file system is asked afterwards. Pure. */
export function judgePathText(text: string, platform: NodeJS.Platform): Finding {
  if (text.includes('\0') || text.length > LONGEST_PATH_CHARACTERS) return refused('it is no path');
  return platform === 'win32' ? judgeWindowsPath(text) : judgePosixPath(text);
}

function judgePosixPath(text: string): Finding {
  if (!path.posix.isAbsolute(text)) return { kind: 'no-path' };
  const normal = path.posix.normalize(text);
  const isSystem = SYSTEM_TREES.some((tree) => normal === tree || normal.startsWith(`${tree}/`));
  return isSystem ? refused('it belongs to the system') : { kind: 'file', path: normal };
}

function judgeWindowsPath(text: string): Finding {
  const normal = path.win32.normalize(text);
  const plain = normal.replace(/^\\\\\?\\(?=[a-z]:\\)/i, '').replace(/^\\\\\?\\UNC\\/i, '\\\\');
  if (/^\\\\[.?]/.test(plain)) return refused('it names a device');
  if (/^\\\\[^\\]*[@:]/.test(plain)) return refused('it carries a name or password for a server');
  if (!/^([a-z]:\\|\\\\[^\\]+\\[^\\]+)/i.test(plain)) return { kind: 'no-path' };
  // What follows the drive's own colon would name another stream of the file.
  if (plain.slice(2).includes(':')) return refused('it names a hidden stream');
  return WINDOWS_DEVICE.test(plain) ? refused('it names a device') : { kind: 'file', path: plain };
}

/** Follows links to the end and judges what is there. Never throws. */
export async function findMediaFile(text: string, platform: NodeJS.Platform): Promise<Finding> {
  const named = judgePathText(text, platform);
  if (named.kind !== 'file') return named;
  const real = await realpath(named.path).catch(() => undefined);
  if (real === undefined) return { kind: 'missing' };
  const judged = judgePathText(real, platform);
  if (judged.kind !== 'file') return judged;
  const stats = await lstat(real).catch(() => undefined);
  if (stats === undefined || stats.isDirectory()) return { kind: 'missing' };
  return stats.isFile() ? { kind: 'file', path: real } : refused('it is a device or a pipe');
}

/** For a path that must be there. Throws media-missing or request-refused. */
export async function checkMediaPath(text: string, platform = process.platform): Promise<string> {
  const finding = await findMediaFile(text, platform);
  if (finding.kind === 'file') return finding.path;
  if (finding.kind === 'refused') throw refusal(finding.reason);
  throw new ScoreError('media-missing', 'There is no such file. Give the whole path of a media file.');
}

/**
 * The timeline with each path that leads to a file led there without links. What is missing stays as it is; what is no whole path is taken
 * out, so that nobody reads it from some folder later, and its clip is offline.
 * Throws request-refused when any path leads to something that is no file.
 */
export async function checkTimelinePaths(
  timeline: TimelineSnapshot,
  platform = process.platform,
): Promise<TimelineSnapshot> {
  const texts = timelinePaths(timeline);
  if (texts.length > MOST_PATHS) throw refusal(`there are more than ${MOST_PATHS} paths`);
  const real = new Map<string, string | null>();
  for (let at = 0; at < texts.length; at += AT_ONCE) {
    const some = texts.slice(at, at + AT_ONCE);
    const findings = await Promise.all(some.map((text) => findMediaFile(text, platform)));
    for (const [index, finding] of findings.entries()) {
      if (finding.kind === 'refused') throw refusal(finding.reason);
      if (finding.kind === 'file') real.set(some[index] ?? '', finding.path);
      if (finding.kind === 'no-path') real.set(some[index] ?? '', null);
    }
  }
  return mapTimelinePaths(timeline, (text) => {
    const found = real.get(text);
    return found === undefined ? text : found;
  });
}

function refused(reason: string): Finding {
  return { kind: 'refused', reason };
}

/** The path itself is left out: who sent it knows it, and a log need not. */
function refusal(reason: string): ScoreError {
  return new ScoreError('request-refused', `A media path was not accepted: ${reason}. Use media files only.`);
}
