// Timelines to send: one sequence with clips of the example film. For tests only.
import path from 'node:path';
import {
  TICKS_PER_SECOND,
  secondsToTicks,
  type TimelineClip,
  type TimelineSnapshot,
  type WireParams,
} from '@framescore/contract';
import { ROOT } from '../process/command-line.js';

export const CLIP = path.join(ROOT, 'examples/media/night-train.mp4');
const ticksOf = (seconds: number) => String(secondsToTicks(seconds));

/** A part of a file that is as long as its place on the timeline. */
export function clip(mediaPath: string | null, startSeconds: number, endSeconds: number): TimelineClip {
  return {
    name: 'clip',
    kind: 'media',
    startTicks: ticksOf(startSeconds),
    endTicks: ticksOf(endSeconds),
    inTicks: ticksOf(2),
    outTicks: ticksOf(2 + endSeconds - startSeconds),
    speed: 1,
    isReversed: false,
    isDisabled: false,
    isSelected: false,
    isOffline: false,
    isMulticam: false,
    mediaPath,
    proxyPath: null,
    sourceFramesPerSecond: null,
    mediaStartTicks: null,
    sequenceGuid: null,
    frames: [],
  };
}

export function timeline(clips: TimelineClip[], guid = 'sequence-1'): TimelineSnapshot {
  const endTicks = clips.reduce((end, { endTicks }) => (BigInt(endTicks) > end ? BigInt(endTicks) : end), 0n);
  return {
    schemaVersion: 1,
    projectName: 'Test project',
    rootGuid: guid,
    inTicks: null,
    outTicks: null,
    sequences: [
      {
        guid,
        name: 'Cut 1',
        ticksPerFrame: String(TICKS_PER_SECOND / 25n),
        isDropFrame: false,
        widthPx: 1280,
        heightPx: 720,
        zeroPointTicks: '0',
        endTicks: String(endTicks),
        videoTracks: [{ name: 'V1', isMuted: false, transitionCount: 0, clips }],
        audioTracks: [],
        markers: [],
        transitions: null,
      },
    ],
  };
}

/** A request for the whole of a timeline with one clip of the example film. */
export function composeParams(
  seconds: number,
  clips: TimelineClip[] = [clip(CLIP, 0, seconds)],
): WireParams<'compose'> {
  return {
    timeline: timeline(clips),
    range: { startTicks: '0', endTicks: ticksOf(seconds) },
    controls: { style: 'house', tempoBpm: [120, 120], seed: 7 },
  };
}
