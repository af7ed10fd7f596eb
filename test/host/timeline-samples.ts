// Small timelines for tests: clips, tracks and sequences with everything that a test does not care about filled in.
import {
  TICKS_PER_SECOND,
  type TimelineClip,
  type TimelineSequence,
  type TimelineSnapshot,
  type TimelineTrack,
} from '@framescore/contract';

/** 25 fps. */
export const FRAME_TICKS = TICKS_PER_SECOND / 25n;

export function frameTicks(frames: number): string {
  return String((BigInt(Math.round(frames * 1000)) * FRAME_TICKS) / 1000n);
}

/** Times in frames of 25 fps: start and end on the timeline, in point; the out point follows from the speed where it is not given. */
export function clip(
  [start, end]: readonly [number, number],
  { at = 0, out, ...rest }: Partial<TimelineClip> & { at?: number; out?: number } = {},
): TimelineClip {
  const speed = rest.speed ?? 1;
  return {
    name: rest.mediaPath ?? rest.kind ?? 'clip',
    kind: 'media',
    startTicks: frameTicks(start),
    endTicks: frameTicks(end),
    inTicks: frameTicks(at),
    outTicks: frameTicks(out ?? at + (end - start) * speed),
    speed: 1,
    isReversed: false,
    isDisabled: false,
    isSelected: false,
    isOffline: false,
    isMulticam: false,
    mediaPath: null,
    proxyPath: null,
    sourceFramesPerSecond: null,
    mediaStartTicks: null,
    sequenceGuid: null,
    frames: [],
    ...rest,
  };
}

export function track(clips: TimelineClip[], rest: Partial<TimelineTrack> = {}): TimelineTrack {
  return { name: 'V', isMuted: false, transitionCount: 0, clips, ...rest };
}

export function sequence(
  guid: string,
  videoTracks: TimelineTrack[],
  rest: Partial<TimelineSequence> = {},
): TimelineSequence {
  const ends = videoTracks.flatMap(({ clips }) => clips.map(({ endTicks }) => BigInt(endTicks)));
  const last = ends.reduce((most, end) => (end > most ? end : most), 0n);
  return {
    guid,
    name: `Sequence ${guid}`,
    ticksPerFrame: String(FRAME_TICKS),
    isDropFrame: false,
    widthPx: 1280,
    heightPx: 720,
    zeroPointTicks: '0',
    endTicks: String(last),
    videoTracks,
    audioTracks: [],
    markers: [],
    transitions: [],
    ...rest,
  };
}

/** The first sequence is the one that is scored. */
export function snapshot(
  sequences: [TimelineSequence, ...TimelineSequence[]],
  rest: Partial<TimelineSnapshot> = {},
): TimelineSnapshot {
  return {
    schemaVersion: 1,
    projectName: 'Project',
    rootGuid: sequences[0].guid,
    inTicks: null,
    outTicks: null,
    sequences,
    ...rest,
  };
}
