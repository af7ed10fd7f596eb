// Pictures of what the host cannot decode: a few frames, exported one after the other by Premiere itself (route B, section 6).
import type { Sequence } from '@adobe/premierepro';
import type { TimelineClip, TimelineSnapshot } from '@framescore/contract';
import type { PremiereContext, UxpFolder } from './modules.js';
import { throwIfCancelled } from './problems.js';
import type { Range } from './ranges.js';
import { renderedMoments } from './rendered-moments.js';
import { deleteOldFiles, freshName, temporaryFolder, waitForFile } from './temporary-files.js';
import { tickTime } from './ticks.js';
import { floorDivide } from './timecode.js';

/** Exporting is slow and lossy, so at most so many a job. */
export const MOST_FRAMES = 24;
const ATTEMPTS = 3;
const LONGEST_WAIT_MS = 4_000;
/** After so many clips in a row without a picture, the rest is not tried. */
const MOST_FAILURES = 3;
const WIDTH_PX = 320;

type Wanted = { clip: TimelineClip; timeTicks: bigint };

/** Fills `frames` of the clips of the scored sequence that have no readable media. */
export async function exportMissingFrames(
  context: PremiereContext,
  sequence: Sequence,
  snapshot: TimelineSnapshot,
  range: Range,
  signal: AbortSignal,
): Promise<void> {
  const root = snapshot.sequences.find(({ guid }) => guid === snapshot.rootGuid);
  const wanted = root ? wantedFrames(root, range) : [];
  if (!root || wanted.length === 0) return;
  const folder = await temporaryFolder(context);
  await deleteOldFiles(folder);
  const size = { width: WIDTH_PX, height: evenHeight(root.widthPx, root.heightPx) };
  let failures = 0;
  for (const { clip, timeTicks } of wanted) {
    if (failures >= MOST_FAILURES) return;
    const path = await exportFrame(context, sequence, folder, timeTicks, size, signal);
    failures = path === null ? failures + 1 : 0;
    if (path !== null) clip.frames.push({ timeTicks: timeTicks.toString(), path });
  }
}

/**
 * "As rendered": small pictures of the finished sequence at moments throughout the range. -> how many of the wanted ones there are;
 * where none is, the media are seen.
 */
export async function exportRenderedFrames(
  context: PremiereContext,
  sequence: Sequence,
  snapshot: TimelineSnapshot,
  range: Range,
  signal: AbortSignal,
): Promise<{ wanted: number; exported: number }> {
  const root = snapshot.sequences.find(({ guid }) => guid === snapshot.rootGuid);
  const moments = root ? renderedMoments(root, range) : [];
  if (!root || moments.length === 0) return { wanted: 0, exported: 0 };
  const folder = await temporaryFolder(context);
  await deleteOldFiles(folder);
  const size = { width: WIDTH_PX, height: evenHeight(root.widthPx, root.heightPx) };
  const frames: NonNullable<typeof root.renderedFrames> = [];
  let failures = 0;
  for (const timeTicks of moments) {
    if (failures >= MOST_FAILURES) break;
    const path = await exportFrame(context, sequence, folder, timeTicks, size, signal);
    failures = path === null ? failures + 1 : 0;
    if (path !== null) frames.push({ timeTicks: timeTicks.toString(), path });
  }
  root.renderedFrames = frames;
  return { wanted: moments.length, exported: frames.length };
}

function evenHeight(widthPx: number, heightPx: number): number {
  return Math.max(2, 2 * Math.round((WIDTH_PX * heightPx) / widthPx / 2));
}

type Span = { clip: TimelineClip; trackIndex: number; startTicks: bigint; endTicks: bigint };

/** One frame in the middle of each clip that is seen there and cannot be decoded; the longest clips first. */
export function wantedFrames(root: TimelineSnapshot['sequences'][number], range: Range): Wanted[] {
  const ticksPerFrame = BigInt(root.ticksPerFrame);
  const spans = visibleSpans(root, range);
  const readable = spans.filter(({ clip }) => !isUnreadable(clip) && clip.kind !== 'adjustment');
  const unreadable = spans.filter(({ clip }) => isUnreadable(clip)).sort(longestFirst);
  const wanted: Wanted[] = [];
  for (const span of unreadable) {
    if (wanted.length >= MOST_FRAMES) break;
    const middle = (span.startTicks + span.endTicks) / 2n;
    const timeTicks = floorDivide(middle, ticksPerFrame) * ticksPerFrame;
    if (!readable.some((other) => isCovered(span, other, timeTicks)))
      wanted.push({ clip: span.clip, timeTicks });
  }
  return wanted.sort((a, b) => (a.timeTicks < b.timeTicks ? -1 : 1));
}

function longestFirst(a: Span, b: Span): number {
  return a.endTicks - a.startTicks > b.endTicks - b.startTicks ? -1 : 1;
}

/** What is switched on, on tracks that are shown, cut to the range. */
function visibleSpans(root: TimelineSnapshot['sequences'][number], range: Range): Span[] {
  return root.videoTracks
    .flatMap((track, trackIndex) => (track.isMuted ? [] : track.clips.map((clip) => ({ clip, trackIndex }))))
    .filter(({ clip }) => !clip.isDisabled)
    .map(({ clip, trackIndex }) => ({ clip, trackIndex, ...overlap(clip, range) }))
    .filter(({ startTicks, endTicks }) => endTicks > startTicks);
}

function isUnreadable(clip: TimelineClip): boolean {
  if (clip.kind === 'adjustment' || clip.kind === 'sequence') return false;
  if (clip.kind === 'graphic' || clip.kind === 'synthetic') return true;
  return clip.isOffline && clip.proxyPath === null;
}

function overlap(clip: TimelineClip, range: Range): Range {
  const [start, end] = [BigInt(clip.startTicks), BigInt(clip.endTicks)];
  return {
    startTicks: start > range.startTicks ? start : range.startTicks,
    endTicks: end < range.endTicks ? end : range.endTicks,
  };
}

/** Something that can be decoded lies above; a title over footage leaves the footage to be read, so it needs no picture either. */
function isCovered(span: Span, other: Span, timeTicks: bigint): boolean {
  const isThere = other.startTicks <= timeTicks && other.endTicks > timeTicks;
  return isThere && (other.trackIndex > span.trackIndex || span.clip.kind === 'graphic');
}

async function exportFrame(
  context: PremiereContext,
  sequence: Sequence,
  folder: UxpFolder,
  timeTicks: bigint,
  size: { width: number; height: number },
  signal: AbortSignal,
): Promise<string | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    throwIfCancelled(signal);
    const name = freshName('frame', 'png');
    const time = tickTime(context.ppro, timeTicks);
    const isAccepted = await context.ppro.Exporter.exportSequenceFrame(
      sequence,
      time,
      name,
      folder.nativePath,
      size.width,
      size.height,
    ).catch(() => false);
    // Builds before 26.2.2 double the extension.
    const file = isAccepted
      ? await waitForFile(context, folder, [name, `${name}.png`], LONGEST_WAIT_MS, signal)
      : null;
    if (file) return file.nativePath;
  }
  return null;
}
