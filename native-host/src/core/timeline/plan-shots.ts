// Which pictures of which files each segment of a timeline needs, and when they are shown. Knows no decoder and no pixels.
import {
  ticksToSeconds,
  type ExportedFrame,
  type ScoreWarning,
  type TimelineClip,
} from '@framescore/contract';
import { chooseFile, type FileFacts, type KnownFiles } from './choose-file.js';
import { compareTicks } from './first-cover.js';
import { fileTime, toFileSeconds } from './file-time.js';
import type { Segment } from './join-segments.js';
import { inverseOf, mapTicks } from './time-map.js';
import type { Window } from './visible-pieces.js';
import {
  angleWarning,
  endsEarlyWarning,
  heldSequenceWarning,
  rampWarning,
  unseenWarning,
} from './shot-warnings.js';

/** One picture from `fromSeconds` (of the range) on. */
export type HeldPicture = { path: string; fileSeconds: number; fromSeconds: number };

/** `isMoving`: pictures of one course of events, the steps between them being its movement. */
export type Held = { kind: 'held'; pictures: HeldPicture[]; isMoving?: boolean };

export type ShotPicture =
  /** Black, or the grey of what cannot be seen. */
  | { kind: 'plain'; isBlack: boolean }
  | Held
  /** rangeSeconds = shot's start + (fileSeconds - fileStartSeconds) / rate; a negative rate plays backwards. */
  | {
      kind: 'film';
      path: string;
      fileStartSeconds: number;
      fileEndSeconds: number;
      rate: number;
      facts: FileFacts;
    };

/** A segment in seconds of the range. */
export type Shot = { name: string; startSeconds: number; endSeconds: number; picture: ShotPicture };

export type PlannedShots = { shots: Shot[]; warnings: ScoreWarning[] };

/** A last frame that stands longer than this is noticed; durations that containers state are rounded. */
export const HELD_SECONDS = 0.5;
/** The in point of a single picture is an hour, as a rule. */
const STILL_IN_SECONDS = 1800;
/** A film in which less than this is played stands still. */
const STANDSTILL_SECONDS = 1e-4;

/** `rendered`: frames of the finished sequence by time; where they stand, they are seen in place of any media. */
export function planShots(
  segments: readonly Segment[],
  range: Window,
  files: KnownFiles,
  rendered: readonly ExportedFrame[] = [],
): PlannedShots {
  const warnings: ScoreWarning[] = [];
  const moments = new RenderedMoments(rendered);
  const shots = segments.map((segment): Shot => {
    const startSeconds = ticksToSeconds(segment.startTicks - range.startTicks);
    const endSeconds = ticksToSeconds(segment.endTicks - range.startTicks);
    const planned = planPicture(segment, { range, startSeconds, files, moments });
    warnings.push(...planned.warnings);
    return { name: segment.clip?.name ?? '', startSeconds, endSeconds, picture: planned.picture };
  });
  return { shots, warnings };
}

type Context = {
  range: Window;
  startSeconds: number;
  files: KnownFiles;
  moments: RenderedMoments;
};
type Planned = { picture: ShotPicture; warnings: ScoreWarning[] };

const BLACK: Planned = { picture: { kind: 'plain', isBlack: true }, warnings: [] };

function planPicture(segment: Segment, context: Context): Planned {
  const { clip } = segment;
  const { startSeconds } = context;
  const pictures = renderedPictures(segment, context);
  if (pictures.length > 0) return { picture: { kind: 'held', pictures, isMoving: true }, warnings: [] };
  if (clip === null) return BLACK;
  const isTitle = clip.kind === 'graphic' || clip.kind === 'synthetic';
  if (isTitle && clip.frames.length === 0) return BLACK;
  const chosen = chooseFile(clip, context.files);
  if (chosen.kind === 'exported')
    return { picture: { kind: 'held', pictures: exportedPictures(segment, clip, context) }, warnings: [] };
  if (chosen.kind === 'none') {
    const warnings = [unseenWarning(clip, chosen.reason, startSeconds)];
    return { picture: { kind: 'plain', isBlack: false }, warnings };
  }
  const notes = [
    ...(segment.isRamp ? [rampWarning(clip, startSeconds)] : []),
    ...(segment.multicam ? [angleWarning(segment.multicam, startSeconds)] : []),
  ];
  const planned = planFile(segment, clip, chosen, context);
  return { ...planned, warnings: [...notes, ...planned.warnings] };
}

function planFile(
  segment: Segment,
  clip: TimelineClip,
  { path, facts }: { path: string; facts: FileFacts },
  { startSeconds }: Context,
): Planned {
  const held = (fileSeconds: number): ShotPicture => ({
    kind: 'held',
    pictures: [{ path, fileSeconds, fromSeconds: startSeconds }],
  });
  // The in point of a still says nothing: it is an hour, as a rule.
  if (clip.kind === 'still' || facts.isStill) {
    const warnings = mayBeSequence(clip, facts) ? [heldSequenceWarning(clip, path, startSeconds)] : [];
    return { picture: held(0), warnings };
  }
  const start = fileSecondsAt(segment, clip, facts, segment.startTicks);
  const end = fileSecondsAt(segment, clip, facts, segment.endTicks);
  const lowest = Math.max(0, Math.min(start, end));
  const highest = Math.max(0, start, end);
  if (lowest >= facts.durationSeconds) {
    const lastSeconds = Math.max(0, facts.durationSeconds - 0.5 / facts.framesPerSecond);
    const missingSeconds = highest - facts.durationSeconds;
    const warning = endsEarlyWarning(path, facts.durationSeconds, missingSeconds, startSeconds);
    return { picture: held(lastSeconds), warnings: [warning] };
  }
  if (highest - lowest < STANDSTILL_SECONDS) return { picture: held(lowest), warnings: [] };
  const rate = segment.toSource.rate * fileClock(clip, facts).rate;
  const film = { path, fileStartSeconds: start, fileEndSeconds: end, rate, facts };
  const heldSeconds = (highest - facts.durationSeconds) / Math.abs(rate);
  if (heldSeconds <= HELD_SECONDS) return { picture: { kind: 'film', ...film }, warnings: [] };
  const atSeconds = rate > 0 ? startSeconds + (facts.durationSeconds - start) / rate : startSeconds;
  const warning = endsEarlyWarning(path, facts.durationSeconds, heldSeconds, atSeconds);
  return { picture: { kind: 'film', ...film }, warnings: [warning] };
}

/** A clip of numbered pictures names the first of them as its file, and begins where its source does. */
function mayBeSequence({ inTicks }: TimelineClip, { isFollowed = false }: FileFacts): boolean {
  return isFollowed && ticksToSeconds(BigInt(inTicks)) < STILL_IN_SECONDS;
}

function fileSecondsAt({ toSource }: Segment, clip: TimelineClip, facts: FileFacts, atTicks: bigint): number {
  return toFileSeconds(fileClock(clip, facts), ticksToSeconds(mapTicks(toSource, atTicks)));
}

function fileClock(clip: TimelineClip, facts: FileFacts) {
  const source = {
    framesPerSecond: clip.sourceFramesPerSecond,
    mediaStartSeconds: clip.mediaStartTicks === null ? null : ticksToSeconds(BigInt(clip.mediaStartTicks)),
    inSeconds: ticksToSeconds(BigInt(clip.inTicks)),
  };
  return fileTime(source, facts);
}

/** Frames of the finished sequence that stand in this segment, the first shown from its start. */
function renderedPictures(segment: Segment, { range, startSeconds, moments }: Context): HeldPicture[] {
  return moments.within(segment).map(({ path, atTicks }, i) => {
    const fromSeconds = i === 0 ? startSeconds : ticksToSeconds(atTicks - range.startTicks);
    return { path, fileSeconds: 0, fromSeconds };
  });
}

/** Frames of the finished sequence by time, looked through once by segments that follow one another. */
class RenderedMoments {
  private readonly moments: { path: string; atTicks: bigint }[];
  private next = 0;

  constructor(rendered: readonly ExportedFrame[]) {
    this.moments = rendered
      .map(({ timeTicks, path }) => ({ path, atTicks: BigInt(timeTicks) }))
      .sort((a, b) => compareTicks(a.atTicks, b.atTicks));
  }

  within({ startTicks, endTicks }: Window): { path: string; atTicks: bigint }[] {
    const { moments } = this;
    while (this.next < moments.length && moments[this.next]!.atTicks < startTicks) this.next += 1;
    const first = this.next;
    while (this.next < moments.length && moments[this.next]!.atTicks < endTicks) this.next += 1;
    return moments.slice(first, this.next);
  }
}

/** Exported frames, each from its moment on, the first from the segment's start. */
function exportedPictures(
  segment: Segment,
  clip: TimelineClip,
  { range, startSeconds }: Context,
): HeldPicture[] {
  const isHeld = segment.toSequence.rate === 0;
  const back = inverseOf(segment.toSequence);
  const pictures = clip.frames
    .map(({ timeTicks, path }) => ({
      path,
      atTicks: isHeld ? segment.startTicks : mapTicks(back, BigInt(timeTicks)),
    }))
    .filter(({ atTicks }) => atTicks < segment.endTicks)
    .sort((a, b) => Number(a.atTicks - b.atTicks));
  const first = pictures.filter(({ atTicks }) => atTicks <= segment.startTicks).length - 1;
  const shown = pictures.slice(Math.max(0, first));
  // A segment before the first exported frame shows that frame all the same: nothing nearer is known.
  const all =
    shown.length > 0
      ? shown
      : clip.frames.slice(0, 1).map(({ path }) => ({ path, atTicks: segment.startTicks }));
  return all.map(({ path, atTicks }, i) => {
    const fromSeconds = i === 0 ? startSeconds : ticksToSeconds(atTicks - range.startTicks);
    return { path, fileSeconds: 0, fromSeconds };
  });
}
